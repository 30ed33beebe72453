"""The device code that runs for each pixel: what it shows, what that sees of the lights, and its colour.

Every other pixel asks, each in a 4 by 4 block in another of eight directions, and a blur that stops at edges shares
the answers (interleaved sampling: Keller and Heidrich, EGWR 2001). Pixels at an edge are sampled three times.

Warp compiles this file when it is first used, and keeps the result in the user's cache.
"""

# Warp reads these functions' annotations and source: postponed annotations would hide its types.
import warp as wp

from filmwright.soundstage.render.rays import FAR, MOVING, NOTHING, Body, Eye, Hit, Light, across, blocked, cast, ray
from filmwright.soundstage.render.shading import colour_of, full

# No kernel is differentiated. No value is ever NaN, and saying so makes a ray's test against a box a third faster.
wp.set_module_options(
    {
        "enable_backward": False,
        "cpu_compiler_flags": "-march=native -mllvm=-inline-threshold=9000"
        " -mllvm=-inline-cold-callsite-threshold=3000 -mllvm=-slp-recursion-max-depth=4 -menable-no-nans"
        " -Wno-nan-infinity-disabled",
    }
)

THIRD = wp.constant(1.0 / 3.0)


@wp.kernel
def find(
    still: Body,
    moving: Body,
    table: wp.array2d(dtype=wp.float32),
    eye: Eye,
    hits: wp.array2d(dtype=Hit),
    normals: wp.array2d(dtype=wp.vec3),
    faces: wp.array2d(dtype=wp.int32),
    distances: wp.array2d(dtype=wp.float32),
    weights: wp.array2d(dtype=wp.vec2),
):
    """What each pixel's middle shows."""
    y, x = wp.tid()
    way = ray(eye, float(x) + 0.5, float(y) + 0.5)
    hit = cast(still, moving, eye.place, way, FAR)
    hits[y, x] = hit
    faces[y, x] = hit.face
    distances[y, x] = hit.t
    weights[y, x] = wp.vec2(hit.u, hit.v)
    n = wp.vec3(0.0, 0.0, 0.0)
    if hit.face != NOTHING:
        n = hit.flat
        if wp.dot(n, way) > 0.0:
            n = -n
    normals[y, x] = n


@wp.func
def disc(k: int):
    """Eight points spread over a disc of radius 1."""
    r = wp.sqrt((float(k) + 0.5) / 8.0)
    a = float(k) * 2.39996323
    return wp.vec2(r * wp.cos(a), r * wp.sin(a))


@wp.func
def asked(still: Body, moving: Body, light: Light, p: wp.vec3, n: wp.vec3, reach: float, k: int):
    """How much a point sees of the sun, of two lamps and of the sky, by one ray each; ``k``: which of 8 directions."""
    d = disc(k)
    sun = float(0.0)
    if wp.dot(n, light.sun) > 0.0:
        a = across(light.sun)
        b = wp.cross(light.sun, a)
        way = wp.normalize(light.sun + (a * d[0] + b * d[1]) * light.sun_softness)
        if light.sun_colour[0] + light.sun_colour[1] + light.sun_colour[2] > 0.01:
            sun = 1.0 - blocked(still, moving, p, way, FAR)
    first = float(1.0)
    second = float(1.0)
    for i in range(wp.min(light.lamps, 2)):
        to = light.lamp_places[i] - p
        far = wp.length(to)
        to = to / far
        share = float(0.0)
        if wp.dot(n, to) > 0.0:
            radius = light.lamp_radii[i]
            a = across(to)
            b = wp.cross(to, a)
            way = wp.normalize(to * far + (a * d[0] + b * d[1]) * radius)
            share = 1.0 - blocked(still, moving, p, way, wp.max(far - radius * 1.6, 0.01))
        if i == 0:
            first = share
        else:
            second = share
    a = across(n)
    b = wp.cross(n, a)
    out = wp.normalize(a * d[0] + b * d[1] + n * wp.sqrt(wp.max(1.0 - d[0] * d[0] - d[1] * d[1], 0.0)))
    open_ = 1.0 - blocked(still, moving, p, out, reach)
    return wp.vec4(sun, first, second, 0.2 + 0.8 * open_)


@wp.func
def before(eye: Eye, hit: Hit, n: wp.vec3, x: int, y: int):
    """The point that a pixel shows, a little before its surface."""
    return eye.place + ray(eye, float(x) + 0.5, float(y) + 0.5) * hit.t + n * (0.002 + 0.0005 * hit.t)


@wp.kernel
def ask(
    still: Body,
    moving: Body,
    light: Light,
    eye: Eye,
    hits: wp.array2d(dtype=Hit),
    normals: wp.array2d(dtype=wp.vec3),
    reach: float,
    seen: wp.array2d(dtype=wp.vec4),
):
    """One ray to each shadowed light and one into the sky, for every other pixel, as on a chessboard."""
    y, x = wp.tid()
    hit = hits[y, x]
    if hit.face == NOTHING or ((x + y) & 1) == 1:
        seen[y, x] = wp.vec4(1.0, 1.0, 1.0, 1.0)
        return
    n = normals[y, x]
    # Neighbours ask in directions far apart; every 4 by 4 holds each of the eight once, so that their mean is even.
    k = (y & 1) * 4 + ((x >> 1) & 1) * 2 + ((y >> 1) & 1)
    seen[y, x] = asked(still, moving, light, before(eye, hit, n, x, y), n, reach, k)


@wp.kernel
def share(
    still: Body,
    moving: Body,
    light: Light,
    eye: Eye,
    hits: wp.array2d(dtype=Hit),
    normals: wp.array2d(dtype=wp.vec3),
    seen: wp.array2d(dtype=wp.vec4),
    reach: float,
    smooth: wp.array2d(dtype=wp.vec4),
):
    """Each pixel gets the mean answer of those around it that asked and lie on its surface; alone, it asks itself."""
    y, x = wp.tid()
    mine = hits[y, x]
    if mine.face == NOTHING:
        smooth[y, x] = seen[y, x]
        return
    n = normals[y, x]
    total = wp.vec4(0.0, 0.0, 0.0, 0.0)
    weight = float(0.0)
    for dy in range(-2, 3):
        for dx in range(-2, 3):
            yy = y + dy
            xx = x + dx
            inside = yy >= 0 and xx >= 0 and yy < eye.height and xx < eye.width
            if inside and ((xx + yy) & 1) == 0:
                other = hits[yy, xx]
                near = wp.abs(other.t - mine.t) < 0.02 * mine.t + 0.04
                if other.face != NOTHING and near and wp.dot(n, normals[yy, xx]) > 0.8:
                    # The outer ring of 5 by 5 counts half, so that the directions of a 4 by 4 count alike.
                    w = float(1.0)
                    if wp.abs(dx) == 2:
                        w = w * 0.5
                    if wp.abs(dy) == 2:
                        w = w * 0.5
                    total = total + seen[yy, xx] * w
                    weight = weight + w
    if weight > 0.0:
        smooth[y, x] = total / weight
    else:
        k = (x * 5 + y * 3) & 7
        smooth[y, x] = asked(still, moving, light, before(eye, mine, n, x, y), n, reach, k)


@wp.func
def unlike(a: Hit, b: Hit, na: wp.vec3, nb: wp.vec3):
    """True where an edge lies between two pixels."""
    if (a.face == NOTHING) != (b.face == NOTHING):
        return True
    if a.face == NOTHING:
        return False
    if (a.face >= MOVING) != (b.face >= MOVING):
        return True
    if wp.abs(a.t - b.t) > 0.05 * wp.min(a.t, b.t):
        return True
    return wp.dot(na, nb) < 0.55


@wp.func
def answer(
    hits: wp.array2d(dtype=Hit),
    normals: wp.array2d(dtype=wp.vec3),
    smooth: wp.array2d(dtype=wp.vec4),
    y: int,
    x: int,
    width: int,
    height: int,
    hit: Hit,
    n: wp.vec3,
):
    """What a sample at an edge sees of the lights: the answer of the neighbour that is most like it."""
    best = float(1.0e9)
    found = smooth[y, x]
    for dy in range(-1, 2):
        for dx in range(-1, 2):
            yy = wp.clamp(y + dy, 0, height - 1)
            xx = wp.clamp(x + dx, 0, width - 1)
            other = hits[yy, xx]
            if other.face != NOTHING:
                off = wp.abs(other.t - hit.t) / hit.t * 4.0 + (1.0 - wp.dot(n, normals[yy, xx]))
                if (other.face >= MOVING) != (hit.face >= MOVING):
                    off = off + 1.0
                if off < best:
                    best = off
                    found = smooth[yy, xx]
    return found


@wp.kernel
def resolve(
    still: Body,
    moving: Body,
    table: wp.array2d(dtype=wp.float32),
    light: Light,
    eye: Eye,
    hits: wp.array2d(dtype=Hit),
    normals: wp.array2d(dtype=wp.vec3),
    smooth: wp.array2d(dtype=wp.vec4),
    colours: wp.array2d(dtype=wp.vec3),
    albedos: wp.array2d(dtype=wp.vec3),
    diffuses: wp.array2d(dtype=wp.vec3),
    fogs: wp.array2d(dtype=wp.float32),
):
    """The colour of each pixel; three samples where an edge runs through it."""
    y, x = wp.tid()
    hit = hits[y, x]
    n = normals[y, x]
    edge = bool(False)
    for k in range(4):
        yy = y
        xx = x
        if k == 0:
            yy = wp.max(y - 1, 0)
        if k == 1:
            yy = wp.min(y + 1, eye.height - 1)
        if k == 2:
            xx = wp.max(x - 1, 0)
        if k == 3:
            xx = wp.min(x + 1, eye.width - 1)
        if unlike(hit, hits[yy, xx], n, normals[yy, xx]):
            edge = True
    if not edge:
        way = ray(eye, float(x) + 0.5, float(y) + 0.5)
        shade = full(still, moving, table, light, eye, way, hit, smooth[y, x])
        colours[y, x] = colour_of(shade, light, way)
        albedos[y, x] = shade.albedo
        diffuses[y, x] = shade.diffuse
        fogs[y, x] = shade.fog
        return
    colour = wp.vec3(0.0, 0.0, 0.0)
    albedo = wp.vec3(0.0, 0.0, 0.0)
    diffuse = wp.vec3(0.0, 0.0, 0.0)
    fog = float(0.0)
    for k in range(3):
        # The middle, which is known, and two more: no two in one row or column, none on a line with the others.
        sx = float(0.5)
        sy = float(0.5)
        if k == 1:
            sx = 0.15
            sy = 0.3
        if k == 2:
            sx = 0.75
            sy = 0.9
        way = ray(eye, float(x) + sx, float(y) + sy)
        one = hit
        if k > 0:
            one = cast(still, moving, eye.place, way, FAR)
        seen = wp.vec4(1.0, 1.0, 1.0, 1.0)
        if one.face != NOTHING:
            m = one.flat
            if wp.dot(m, way) > 0.0:
                m = -m
            seen = answer(hits, normals, smooth, y, x, eye.width, eye.height, one, m)
        shade = full(still, moving, table, light, eye, way, one, seen)
        c = colour_of(shade, light, way)
        # A lamp's edge stays smooth only if no sample outshines the others.
        colour = colour + wp.vec3(wp.min(c[0], 3.0), wp.min(c[1], 3.0), wp.min(c[2], 3.0)) * THIRD
        albedo = albedo + shade.albedo * THIRD
        diffuse = diffuse + shade.diffuse * THIRD
        fog = fog + shade.fog * THIRD
    colours[y, x] = colour
    albedos[y, x] = albedo
    diffuses[y, x] = diffuse
    fogs[y, x] = fog
