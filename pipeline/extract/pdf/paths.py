"""What is drawn on a page besides text: ruling lines, areas and pictures.

A line may be a stroke, a thin rectangle, a side of a rectangle, or one of many pieces;
objects may lie in forms within forms, each with its own matrix. Which of the lines make
a table is not known here.
"""

import ctypes
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import pypdfium2.raw as pdfium
from numpy.typing import NDArray

from pipeline.extract.pdf import library as lib
from pipeline.extract.pdf.chars import WHITE
from pipeline.extract.pdf.frame import Frame
from pipeline.extract.pdf.objects import (
    PATH,
    PICTURE,
    Item,
    ObjectList,
    matrix_of,
    times,
)

__all__ = ["Area", "Drawing", "read_drawing"]

Floats = NDArray[np.float64]
Box = tuple[float, float, float, float]

#: a drawn thing that is no wider is a line; rows and columns are wider
THIN = 3.5
_LONG = 2.0  # times its width: a piece that says along which line it lies
#: an outline with more segments is a drawing, not a table
_MAX_SEGMENTS = 400
_MAX_POINTS = 200_000
_OPAQUE = 255
_LEVEL = 0.7  # points by which the ends of a level line may differ


@dataclass(frozen=True, slots=True)
class Area:
    """A filled area or a picture, in reading space.

    Attributes:
        box: left, top, right, bottom.
        order: its place among the objects of the page.
        white: it is white.
        solid: nothing under it can be seen.
        picture: it is a picture.
        curved: its outline has curves, as characters drawn as outlines have.
        handle: its address, for pictures.
    """

    box: Box
    order: int
    white: bool = False
    solid: bool = True
    picture: bool = False
    curved: bool = False
    handle: int = 0


@dataclass(slots=True)
class Drawing:
    """The lines (left, top, right, bottom; thin), and the areas of a page.

    Attributes:
        level: horizontal lines: y, from x, to x.
        upright: vertical lines: x, from y, to y.
        dots: pieces of which nobody can say along which line they lie: x, y, half size.
        areas: filled areas and pictures.
        orders: the place of each object, by its address.
    """

    level: list[tuple[float, float, float]] = field(default_factory=list)
    upright: list[tuple[float, float, float]] = field(default_factory=list)
    dots: list[tuple[float, float, float]] = field(default_factory=list)
    areas: list[Area] = field(default_factory=list)
    orders: dict[int, int] = field(default_factory=dict)


def read_drawing(objects: ObjectList, frame: Frame) -> Drawing:
    """Lines, areas and pictures of a page in reading space."""
    drawing = Drawing(orders=objects.orders)
    for item, (x0, y0, x1, y1) in zip(
        objects.pictures, _placed(frame, objects.boxes(PICTURE)).tolist(), strict=True
    ):
        box = (x0, y0, x1, y1)
        drawing.areas.append(Area(box, item.order, picture=True, handle=item.handle))
    if objects.paths:
        _read_paths(drawing, objects, frame)
    return drawing


def _read_paths(drawing: Drawing, objects: ObjectList, frame: Frame) -> None:
    paths = objects.paths
    box = _placed(frame, objects.boxes(PATH))
    filled, stroked, white, alpha = _paint(paths)
    wide, high = box[:, 2] - box[:, 0], box[:, 3] - box[:, 1]
    long, short = np.maximum(wide, high), np.minimum(wide, high)
    drawn = (filled | stroked) & (alpha > 0)
    plain = drawn & ~white & (short <= THIN) & ((long > THIN) | (long >= _LONG * short))
    middle = (box[:, :2] + box[:, 2:]) / 2
    level, upright = plain & (wide >= high), plain & (wide < high)
    drawing.level = list(
        zip(
            *(a[level].tolist() for a in (middle[:, 1], box[:, 0], box[:, 2])),
            strict=True,
        )
    )
    drawing.upright = list(
        zip(
            *(a[upright].tolist() for a in (middle[:, 0], box[:, 1], box[:, 3])),
            strict=True,
        )
    )
    points = _MAX_POINTS
    for n in np.flatnonzero(drawn & ~plain).tolist():
        item = paths[n]
        solid = alpha[n] == _OPAQUE and not lib.object_blends(item.handle)
        x0, y0, x1, y1 = box[n].tolist()
        area = Area((x0, y0, x1, y1), item.order, bool(white[n]), solid=bool(solid))
        if _is_thin(area.box):
            _line(drawing, area)
            continue
        points -= lib.segment_count(item.handle)
        if points < 0:
            objects.complete = False
            break
        fills, strokes = bool(filled[n]), bool(stroked[n])
        _outline(drawing, item, area, frame, filled=fills, stroked=strokes)


def _placed(frame: Frame, boxes: Floats) -> Floats:
    return np.stack(frame.box(*(boxes[:, n] for n in range(4))), axis=1)


def _paint(
    paths: list[Item],
) -> tuple[NDArray[np.bool_], NDArray[np.bool_], NDArray[np.bool_], NDArray[np.int64]]:
    """Whether each path is filled, stroked and white, and how much of it is seen."""
    handles = [i.handle for i in paths]
    mode = lib.floats(len(paths), 2, np.int32)
    lib.call_all(map(lib.draw_mode, handles, *lib.into_rows(mode)))
    filled, stroked = mode[:, 0] != 0, mode[:, 1] != 0
    color = lib.floats(len(paths), 4, np.uint32)
    columns = lib.into_rows(color)
    known = np.zeros(len(paths), bool)
    for read, chosen in ((lib.object_fill, filled), (lib.object_stroke, ~filled)):
        index = np.flatnonzero(chosen).tolist()
        known[index] = list(
            map(
                read,
                (handles[n] for n in index),
                *([column[n] for n in index] for column in columns),
            )
        )
    # a pattern or the like has no colour
    white = known & (color[:, :3].min(axis=1) >= WHITE)
    alpha = np.where(known, color[:, 3], _OPAQUE).astype(np.int64)
    return filled, stroked, white, alpha


def _is_thin(box: Box) -> bool:
    return min(box[2] - box[0], box[3] - box[1]) <= THIN


def _line(drawing: Drawing, area: Area) -> None:
    """Add a thin box as a line, unless it is white on white."""
    x0, y0, x1, y1 = area.box
    if area.white and not _on_color(drawing, (x0 + x1) / 2, (y0 + y1) / 2):
        return
    wide, high = x1 - x0, y1 - y0
    if max(wide, high) <= THIN and max(wide, high) < _LONG * min(wide, high):
        drawing.dots.append(((x0 + x1) / 2, (y0 + y1) / 2, max(wide, high) / 2))
    elif wide >= high:
        drawing.level.append(((y0 + y1) / 2, x0, x1))
    else:
        drawing.upright.append(((x0 + x1) / 2, y0, y1))


def _on_color(drawing: Drawing, x: float, y: float) -> bool:
    """Whether the last area drawn at a place is not white."""
    for area in reversed(drawing.areas):
        x0, y0, x1, y1 = area.box
        if x0 <= x <= x1 and y0 <= y <= y1:
            return not area.white
    return False


def _outline(
    drawing: Drawing,
    item: Item,
    area: Area,
    frame: Frame,
    *,
    filled: bool,
    stroked: bool,
) -> None:
    """Add the lines of a path, and the area that it fills."""
    parts = _parts(item, frame)
    if parts is None:
        if filled:
            drawing.areas.append(
                Area(area.box, area.order, area.white, solid=False, curved=True)
            )
        return
    if stroked and (not area.white or filled):
        _strokes(drawing, parts)
    if filled:
        _fills(drawing, parts, area)


def _strokes(drawing: Drawing, parts: list[list[tuple[float, float]]]) -> None:
    """Add the straight lines of an outline."""
    for part in parts:
        for (ax, ay), (bx, by) in pairwise(part):
            if abs(ay - by) <= _LEVEL:
                drawing.level.append(((ay + by) / 2, min(ax, bx), max(ax, bx)))
            elif abs(ax - bx) <= _LEVEL:
                drawing.upright.append(((ax + bx) / 2, min(ay, by), max(ay, by)))


def _fills(
    drawing: Drawing, parts: list[list[tuple[float, float]]], area: Area
) -> None:
    """Add what an outline fills: thin parts are lines, others are areas."""
    boxes = [_box_of(part) for part in parts]
    for box, within in zip(boxes, [*boxes[1:], None], strict=True):
        if _is_thin(box):
            _line(drawing, Area(box, area.order, area.white))
        elif within is not None and _is_frame(box, within):
            _sides(drawing, box)
            return
        else:
            plain = len(parts) == 1
            drawing.areas.append(
                Area(box, area.order, area.white, solid=area.solid and plain)
            )


def _is_frame(outer: Box, inner: Box) -> bool:
    """Whether two boxes of one path are the outer and inner edge of a border."""
    return all(abs(a - b) <= THIN for a, b in zip(outer, inner, strict=True))


def _sides(drawing: Drawing, box: Box) -> None:
    x0, y0, x1, y1 = box
    drawing.level += [(y0, x0, x1), (y1, x0, x1)]
    drawing.upright += [(x0, y0, y1), (x1, y0, y1)]


def _box_of(part: list[tuple[float, float]]) -> Box:
    xs, ys = [x for x, _ in part], [y for _, y in part]
    return min(xs), min(ys), max(xs), max(ys)


def _parts(item: Item, frame: Frame) -> list[list[tuple[float, float]]] | None:
    """The open and closed parts of a path; None for curves and long drawings."""
    count = lib.segment_count(item.handle)
    if not 0 < count <= _MAX_SEGMENTS:
        return None
    matrix = times(matrix_of(item.handle), item.matrix)
    a, b, c, d, e, f = matrix
    point = (ctypes.c_float * 2)()
    at = ctypes.addressof(point)
    parts: list[list[tuple[float, float]]] = []
    xs, ys, starts, closed = [], [], [], []
    for number in range(count):
        segment = lib.segment_of(item.handle, number)
        kind = lib.segment_type(segment)
        if kind == pdfium.FPDF_SEGMENT_BEZIERTO:
            return None
        lib.segment_point(segment, at, at + 4)
        xs.append(a * point[0] + c * point[1] + e)
        ys.append(b * point[0] + d * point[1] + f)
        starts.append(kind == pdfium.FPDF_SEGMENT_MOVETO)
        closed.append(bool(lib.segment_close(segment)))
    px, py = frame.point(np.array(xs), np.array(ys))
    for x, y, start, close in zip(
        px.tolist(), py.tolist(), starts, closed, strict=True
    ):
        if start or not parts:
            parts.append([])
        parts[-1].append((x, y))
        if close:
            parts[-1].append(parts[-1][0])
    return [part for part in parts if len(part) > 1]
