# SPDX-FileCopyrightText: 2026 The muster authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Folders of images: known by their names, by Harmony's index, and OME-Zarr plates of both versions."""
import json


def plate(wells):
    return {"name": "test", "rows": [{"name": "A"}, {"name": "B"}], "columns": [{"name": "1"}, {"name": "12"}],
            "wells": [{"path": path, "rowIndex": row, "columnIndex": column} for path, row, column in wells]}


def images(*paths):
    return {"images": [{"path": path, "acquisition": number} for number, path in enumerate(paths)], "version": "0.4"}


SCALES = {"multiscales": [{"axes": [{"name": name} for name in "tczyx"], "datasets": [{"path": "0"}]}],
          "omero": {"channels": [{"label": "DAPI"}, {"label": "GFP"}]}}
TWO_WELLS = plate([("A/1", 0, 0), ("B/12", 1, 1)])
ONE_WELL = plate([("A/1", 0, 0)])


def index(*entries):
    listed = "".join(f"<Image><id>1</id><URL>{url}</URL><Row>{row}</Row><Col>{column}</Col><FieldID>1</FieldID>"
                     f"<PlaneID>1</PlaneID><TimepointID>0</TimepointID><ChannelID>{channel}</ChannelID></Image>"
                     for url, row, column, channel in entries)
    return ('<?xml version="1.0" encoding="utf-8"?>\n<EvaluationInputData><Maps><Map><Entry ChannelID="1">'
            f"<ChannelName>HOECHST</ChannelName></Entry></Map></Maps><Images>{listed}</Images></EvaluationInputData>\n")


ONE, TWO, THREE = ("r01c01f01p01-ch1sk1fk1fl1.tiff", "r01c01f01p01-ch2sk1fk1fl1.tiff", "r02c11f01p01-ch1sk1fk1fl1.tiff")

TEXTS = {
    "image": "", "note": "no image\n",
    "index-two": index((ONE, 1, 1, 1), (TWO, 1, 1, 2)),
    "index-three": index((ONE, 1, 1, 1), (TWO, 1, 1, 2), (THREE, 2, 11, 1)),
    "index-broken": index((ONE, 1, 1, 1))[:-40],
    "plate-two": json.dumps({"plate": TWO_WELLS}), "plate-one": json.dumps({"plate": ONE_WELL}),
    "well-one": json.dumps({"well": images("0")}), "well-two": json.dumps({"well": images("0", "1")}),
    "scales": json.dumps(SCALES), "array-five": json.dumps({"shape": [1, 2, 5, 64, 64]}),
    "array-three": json.dumps({"shape": [1, 2, 3, 64, 64]}), "json-other": '{"note": 1}', "json-broken": '{"plate": ',
    "new-plate": json.dumps({"attributes": {"ome": {"plate": TWO_WELLS, "version": "0.5"}}}),
    "new-well": json.dumps({"attributes": {"ome": {"well": images("0")}}}),
    "new-scales": json.dumps({"attributes": {"ome": SCALES}}),
    "new-array": json.dumps({"shape": [1, 2, 4, 64, 64], "node_type": "array"}),
}

KINDS = [
    ("Index.idx.xml", ["index-two", "index-three", "index-broken"]),
    (".zattrs", ["plate-two", "plate-one", "well-one", "well-two", "scales", "json-other", "json-broken"]),
    (".zarray", ["array-five", "array-three"]),
    ("zarr.json", ["new-plate", "new-well", "new-scales", "new-array", "json-other"]),
    ("*", ["image", "image", "note"]),
]

NAMES = [f"{well}_s{site}_w{channel}.tif" for well in ("A01", "B02") for site in (1, 2) for channel in (1, 2)] + [
    f"P1_{well}_w1.TIF" for well in ("A01", "C03")] + [ONE, TWO, THREE, "Index.idx.xml", "001002003.flex", ".zattrs", ".zarray",
    "zarr.json", "notes.txt", "x.HTD", "img_000000000_DAPI_000.tif", "metadata.txt", "A - 1(fld 1 wv DAPI).tif"]
FOLDER_NAMES = ["TimePoint_1", "TimePoint_2", "ZStep_1", "Images", "A", "B", "1", "12", "0", "Pos0", "Well A01", "plate.zarr", "more2", "later"]


def contents():
    return {name: text.encode() for name, text in TEXTS.items()}


def initial():
    files = {f"sets/plain/{name}": "image" for name in NAMES[:7]}
    files |= {f"sets/times/TimePoint_{time}/{name}": "image" for time in (1, 2) for name in NAMES[:3]}
    files |= {"sets/harmony/Images/Index.idx.xml": "index-three", f"sets/harmony/Images/{ONE}": "image",
              f"sets/harmony/Images/{TWO}": "image", f"more1/flex/{NAMES[14]}": "image",
              "sets/plate.zarr/.zattrs": "plate-two", "sets/plate.zarr/A/1/.zattrs": "well-two",
              "sets/plate.zarr/B/12/.zattrs": "well-one", "sets/plate.zarr/A/1/0/.zattrs": "scales",
              "sets/plate.zarr/A/1/0/0/.zarray": "array-five", "sets/new.zarr/zarr.json": "new-plate",
              "sets/new.zarr/A/1/zarr.json": "new-well", "sets/new.zarr/A/1/0/zarr.json": "new-scales",
              "sets/new.zarr/A/1/0/0/zarr.json": "new-array"}
    return [["put", path, name] for path, name in files.items()]
