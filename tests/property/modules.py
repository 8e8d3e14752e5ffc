# SPDX-FileCopyrightText: 2026 The muster authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""For each stock module: the tree it begins with, what files in it may hold, how it is configured, and which of its options
change on the way."""
import pathlib

import image_sets
import natives
import python_packages
from operations import replace

SOURCE = pathlib.Path(__file__).resolve().parent.parent.parent

# Where each module looks; "extra*" and the like come into being on the way.
SITES = "@ROOT@/site @ROOT@/extra* @ROOT@/later/site"
LIBRARIES = "@ROOT@/lib @ROOT@/lib/*/libthing.so.1 @ROOT@/later.so"

COMMON = {
    "muster.check_mtimes": ["yes", "yes", "content", "dirs"],
    "muster.jobs": ["0", "1", "2", "4"],
    "muster.max_file_size": ["64M", "64M", "300", "70"],
}


class Module:
    folders = []      # where nothing but names is looked at, for check_mtimes = dirs

    def special(self, chooser, tree):
        return None

    def settle(self, root):
        """Called after each change of the tree, for what nobody would leave undone after it."""

    def text(self, root):
        """The configuration; words of a list that grew too long for a line each on one of their own."""
        lines = self.config.replace("@ROOT@", str(root)).split("\n")
        return "\n".join(line.replace(" /", "\n  /") if len(line) > 160 else line for line in lines)


class Python(Module):
    """What the three modules that read Python have in common."""

    def __init__(self, native_folder):
        self.contents = natives.contents(native_folder) | python_packages.contents() | {"not-elf": b"GROUP ( libthing.so.1 )\n"}
        self.contents["long.py"] = b"".join(b"def _f%d(a, b=1): pass\n" % i for i in range(3000))
        self.any_content = python_packages.ANY_PY + ["not-elf", "long.py"]
        self.kinds = self.native_kinds + python_packages.KINDS
        self.names = python_packages.NAMES + self.native_names
        self.folder_names = python_packages.FOLDER_NAMES + self.native_folders

    def special(self, chooser, tree):
        return python_packages.special(chooser, tree)


LIBRARY_KINDS = [
    ("lib*.so*", ["one.so", "two.so", "one-split.so", "two-split.so", "one-link.so", "two-link.so", "not-elf", "gconv.so"]),
    ("thing.debug", ["one-link.debug", "two-link.debug"]),
    ("*.debug", ["one.debug", "two.debug"]),
]
LIBRARY_NAMES = ["libthing.so.1", "libthing.so.1.2", "libother.so.2", "thing.debug", "00000000000000.debug", "01000000000000.debug"]


def libraries():
    return [["put", "lib/libthing.so.1.2.3", "one-split.so"],
            ["symlink", "libthing.so.1.2.3", "lib/libthing.so.1"], ["put", "lib/libother.so.2", "two-link.so"],
            ["put", "lib/thing.debug", "two-link.debug"], ["put", "debug/" + natives.debug_path(0), "one.debug"],
            ["put", "lib/arch/libthing.so.1", "two-split.so"]]


def debug_special(chooser, tree):
    """Debug files come and go where they are looked for."""
    places = ["debug/" + natives.debug_path(0), "debug/" + natives.debug_path(1), "lib/thing.debug", "lib/.debug/thing.debug",
              "lib/arch/thing.debug"]
    path = chooser.random.choice(places)
    if path in tree.files and chooser.random.random() < 0.5:
        return ["remove", path]
    return ["put", path, chooser.content_for(path)]


# Where modules that are targets, or that targets import from, come and go.
TARGET_PLACES = [
    "site/beta/two.py", "site/beta/two/one.py", "site/alpha.py", "site/alpha/sub.py", "site/alpha/sub/one.py", "site/delta.py",
    "site/gamma/one.py", "site/gamma/__init__.py", "site/alpha/base.py", "site/alpha/one/first.py", "extra2/alpha/one.py",
    "extra2/delta.py", "extra2/beta/two.py", "extra3/alpha/sub/one.py", "later/site/beta/one.py",
]


class Signatures(Python):
    name = "signatures"
    native_kinds, native_names, native_folders = LIBRARY_KINDS, LIBRARY_NAMES, ["arch", ".debug", ".build-id", "ab"]
    folders = ["site"]
    config = (f"[signatures]\npaths = {SITES}\nlibraries = {LIBRARIES}\ndebug_paths = @ROOT@/debug\n"
              "exclude = *.tests *.tests.* conftest\n")
    options = COMMON | {
        "signatures.targets": [
            "", "alpha", "alpha.sub beta.two", "alpha.sub", "gamma.first", "beta.one.Thing space", "delta alpha.one"],
        "signatures.exclude": ["*.tests *.tests.* conftest", "beta.*", "one two"],
    }
    initial = python_packages.packages("site") + [["put", "extra1/delta.py", "functions.py"]] + libraries()

    def special(self, chooser, tree):
        chance = chooser.random.random()
        if chance < 0.2:
            return debug_special(chooser, tree)
        if chance < 0.45:
            return self.target_special(chooser, tree)
        return super().special(chooser, tree)

    def target_special(self, chooser, tree):
        """A target is a module, a package, or in another of the paths; what it imports comes and goes."""
        path = chooser.random.choice(TARGET_PLACES)
        for there in (path, path.rpartition("/")[0]):
            if (there in tree.files or there in tree.folders) and there.count("/") and chooser.random.random() < 0.4:
                return ["remove", there]
        return ["put", path, chooser.content_for(path)]


class Functions(Python):
    name = "functions"
    native_kinds = LIBRARY_KINDS + [("*.shlibs", ["shlibs", "shlibs-other"]), ("*.list", ["list", "list-other"]),
                                    ("status", ["status", "status-other"])]
    native_names = LIBRARY_NAMES + python_packages.DISTRIBUTION_NAMES + ["libthing1.shlibs", "libthing1:amd64.shlibs",
                                                                         "libthing1:amd64.list", "status"]
    native_folders = ["arch", ".debug", "alpha-1.0.dist-info", "beta.egg-info", "info", "alpha-2.0.dist-info"]
    folders = ["site"]
    options = COMMON | {
        "functions.modules": ["*", "*", "alpha*", "libthing* beta"], "functions.private": ["no", "yes"],
        "functions.include": ["*", "*", "f* common*"], "functions.exclude_modules": ["*.tests conftest", "beta.*"],
    }
    initial = python_packages.packages("site") + libraries() + [
        ["put", "dpkg/status", "status"], ["put", "dpkg/info/libthing1:amd64.shlibs", "shlibs"],
        ["put", "dpkg/info/libthing1:amd64.list", "list"], ["put", "dpkg/info/libthing2:amd64.list", "list-other"]]

    def __init__(self, native_folder):
        super().__init__(native_folder)
        package = "Package: {0}\nStatus: install ok installed\nArchitecture: amd64\nVersion: {1}\n\n"
        self.contents |= {name: text.encode() for name, text in {
            "shlibs": "libthing 1 libthing1 (>= 1.0)\nlibother 2 libother2\n",
            "shlibs-other": "libthing 1 libthing2 (>= 2.0)\n",
            "list": "/.\n@ROOT@/lib/libthing.so.1.2.3\n", "list-other": "@ROOT@/lib/libthing.so.1\n@ROOT@/lib/libthing.so.1.2\n",
            "status": package.format("libthing1", "1.2-3") + package.format("libthing2", "2.0-1"),
            "status-other": package.format("libthing1", "1.2-4"),
        }.items()}
        rules = (SOURCE / "config/conf.d/functions.conf").read_text()
        self.dpkg, self.changes = {}, 0
        self.config = rules + (f"\n[functions]\npaths = {LIBRARIES}\npackages = {SITES}\ndebug_paths = @ROOT@/debug\n"
                               "dpkg = @ROOT@/dpkg\n[functions:00-gpu]\ncontract = GPU\ndecorator = gpu\n")

    def settle(self, root):
        """dpkg writes its status anew after it changed any of its other files, and the module relies on that."""
        stamps = natives.stamps(root / "dpkg/info")
        if stamps != self.dpkg:
            self.changes += 1
            self._write_status(root / "dpkg/status")
        self.dpkg = stamps

    def _write_status(self, path):
        """As it was, but for a package that is something else each time."""
        try:
            packages = path.read_bytes().split(b"Package: changes")[0] if path.is_file() else None
            if packages is not None:
                replace(path.parent, path.name, packages + b"Package: changes\nVersion: %d\n\n" % self.changes)
        except OSError:
            pass

    def special(self, chooser, tree):
        chance = chooser.random.random()
        if chance < 0.2:
            return debug_special(chooser, tree)
        if chance < 0.4:
            path = chooser.random.choice(["dpkg/status", "dpkg/info/libthing1:amd64.shlibs", "dpkg/info/libthing1:amd64.list",
                                          "dpkg/info/libthing2:amd64.shlibs", "dpkg/info/libthing2:amd64.list"])
            gone = path in tree.files and chooser.random.random() < 0.3
            return ["remove", path] if gone else ["put", path, chooser.content_for(path)]
        if chance < 0.5:
            return self.version_special(chooser, tree)
        return super().special(chooser, tree)

    def version_special(self, chooser, tree):
        """The version is in the name that a link leads to; hard links of one file have several."""
        name = f"libthing.so.{chooser.random.randrange(3, 6)}"
        libraries = [path for path in tree.files if path.startswith("lib/libthing.so.")]
        if libraries and chooser.random.random() < 0.5:
            return ["hard_link", chooser.random.choice(libraries), "lib/" + name]
        return ["symlink", name, chooser.random.choice(("lib/libthing.so.1", "later.so", "lib/libthing.so.1.2"))]


class Plugins(Python):
    name = "plugins"
    native_kinds = [
        ("libnss_*", ["nss-one.so", "nss-two.so", "empty.so"]), ("one*.so", ["python-one.so", "python-two.so", "empty.so"]),
        ("*.so*", ["gconv.so", "gconv-twice.so", "empty.so", "lv2.so", "lv2-both.so", "qt6.so", "python-one.so", "one.so", "not-elf"]),
        ("manifest.ttl", ["manifest-a", "manifest-b", "manifest-broken"]),
    ]
    native_names = ["libnss_one.so.2", "libnss_two.so.2", "one.so", "a.so", "b.so", "one.cpython-311.so", "manifest.ttl"]
    native_names += python_packages.DISTRIBUTION_NAMES
    native_folders = ["a.lv2", "b.lv2", "gconv", "plugins", "alpha-1.0.dist-info", "beta.dist-info"]
    folders = ["site"]
    config = """[plugins]
paths = @ROOT@ @ROOT@/later
multiarch = /lib
[plugins:gconv]
folders = $M/gconv
symbol = gconv
[plugins:lv2]
folders = /lib/lv2/*.lv2
symbol = lv2_(lib_)?descriptor
manifest = manifest.ttl
manifest_class = http://lv2plug\\.in/ns/lv2core#Plugin
[plugins:lv2-ui]
folders = /lib/lv2/*.lv2
symbol = lv2ui_descriptor
manifest = manifest.ttl
manifest_class = http://.*[/-]ui#\\w+
[plugins:nss]
folders = $M
files = libnss_*.so.2
symbol = _nss_(?<stem>\\w+)_(get|set|end|init)\\w+
[plugins:qt6]
folders = $M/plugins
depth = 0
symbol = qt_plugin_instance
also = qt_plugin_query_metadata_v2
[plugins:python-extension]
folders = /site $M
depth = 0
symbol = PyInit_(?<stem>\\w+)
[plugins:python-entry-point]
folders = /site/*.dist-info /site/*.egg-info
files = entry_points.txt
reader = entry-points
[plugins:python-class]
folders = /site /extra*
files = *.py
depth = 0
reader = python-classes
[plugins:python-things]
folders = /site
files = *.py
depth = 2
reader = python-classes
python_base = alpha.two.Thing alpha.base.Base
"""
    options = COMMON | {
        "plugins.multiarch": ["/lib", "/lib", "/lib/arch"], "plugins:python-class.enabled": ["yes", "no"],
        "plugins:qt6.depth": ["0", "1"], "plugins:gconv.symbol": ["gconv", "gconv_init"],
    }
    initial = python_packages.packages("site") + [
        ["put", "lib/gconv/a.so", "gconv.so"], ["put", "lib/lv2/a.lv2/a.so", "lv2-both.so"], ["put", "lib/libnss_one.so.2", "nss-one.so"],
        ["put", "lib/lv2/a.lv2/manifest.ttl", "manifest-a"], ["put", "lib/plugins/deep/a.so", "qt6.so"],
        ["put", "site/one.cpython-311.so", "python-one.so"], ["put", "extra1/far.py", "derived-far.py"]]

    def __init__(self, native_folder):
        super().__init__(native_folder)
        head = "@prefix lv2: <http://lv2plug.in/ns/lv2core#> .\n@prefix ui: <http://lv2plug.in/ns/extensions/ui#> .\n"
        plugin, face = "<urn:{0}> a lv2:Plugin ; lv2:binary <{0}.so> .\n", "<urn:face> a ui:X11UI ; lv2:binary <{0}.so> .\n"
        self.contents |= {"manifest-a": (head + plugin.format("a") + face.format("a")).encode(),
                          "manifest-b": (head + plugin.format("b")).encode(), "manifest-broken": (head + "<urn:a> a").encode()}


class Colormaps(Module):
    name = "colormaps"
    folders = ["maps"]
    kinds = [("*.cpt", ["hues.cpt", "slices.cpt", "categories.cpt", "old.cpt", "gap.cpt", "latin1.cpt"]),
             ("*.ggr", ["blend.ggr", "turns.ggr", "short.ggr"]), ("*.gpl", ["named.gpl", "crlf.gpl", "bright.gpl"]),
             ("*.lut", ["indexed.lut", "reals.lut", "letters.lut"]), ("*.json", ["palettes.json", "presets.json", "contours.json"]),
             ("*.svg", ["small.svg", "styled.svg", "icon.svg"]), ("*.py", ["_cm_tables.py", "curves.py"]),
             ("*.rgb", ["bytes.rgb", "fractions.rgb"]), ("gwyddion*", ["gwyddion-three", "gwyddion-short", "value-rules"])]
    names = ["hues.cpt", "slices.cpt", "one.cpt", "blend.ggr", "named.gpl", "indexed.lut", "palettes.json", "small.svg", "curves.py",
             "bytes.rgb", "gwyddion-three", "plain", "two.cpt", "three.cpt"]
    folder_names = ["sub", "gimp", "maps", "gradients", "maps2", "later", "grass"]
    config = ("[colormaps]\npaths = @ROOT@/maps/sub @ROOT@/maps @ROOT@/g*/gradients @ROOT@/one.cpt @ROOT@/later @ROOT@/maps/*.lut "
              "@ROOT@/tables/_cm*.py\n")
    options = COMMON
    initial = ([["put", "one.cpt", "hues.cpt"]] +
               [["put", f"maps/{name}", name] for name in ("hues.cpt", "named.gpl", "indexed.lut", "palettes.json", "gwyddion-three")] +
               [["put", f"maps/sub/{name}", name] for name in ("slices.cpt", "small.svg", "curves.py")] +
               [["put", "maps/sub/deep/two.cpt", "old.cpt"], ["put", "gimp/gradients/blend.ggr", "blend.ggr"],
                ["put", "tables/_cm_tables.py", "_cm_tables.py"]])

    def __init__(self, native_folder):
        fixtures = SOURCE / "tests/fixtures/colormaps"
        wanted = sorted({name for _, names in self.kinds for name in names})
        self.contents = {name: (fixtures / name).read_bytes() for name in wanted}
        self.any_content = wanted


class Components(Module):
    name = "components"
    folders = ["sets/plain", "sets/times"]
    kinds, names, folder_names = image_sets.KINDS, image_sets.NAMES, image_sets.FOLDER_NAMES
    any_content = sorted(image_sets.TEXTS)
    initial = image_sets.initial()
    options = COMMON | {
        "components.multiprocessing_axis": ["well", "site"], "components.variable": ["", "channel z_index"],
        "components.group_by": ["", "timepoint"], "components:opera-phenix.enabled": ["yes", "no"],
    }

    def __init__(self, native_folder):
        self.contents = image_sets.contents()
        self.config = ((SOURCE / "config/conf.d/components.conf").read_text() +
                       "\n[components]\npaths = @ROOT@/sets @ROOT@/more* @ROOT@/sets/times/TimePoint_1 @ROOT@/later\n")


ALL = {module.name: module for module in (Plugins, Functions, Colormaps, Components, Signatures)}
