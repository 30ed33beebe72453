"""The device code: what a ray hits, how it is lit, and what a pixel gets.

Every surface sends back light by a Lambert term and a GGX highlight (Walter et al., EGSR 2007, with Schlick's Fresnel
term). The sun is a disc, lamps are balls, the sky lights from all sides as far as it is seen (ambient occlusion by
rays). Every other pixel asks, each in a 4 by 4 block in another of eight directions, and a blur that stops at edges shares
the answers (interleaved sampling: Keller and Heidrich, EGWR 2001). Pixels at an edge are sampled three times.

Warp compiles this file when it is first used, and keeps the result in the user's cache.
"""

# Warp reads these functions' annotations and source: postponed annotations would hide its types.
import warp as wp

# No kernel is differentiated. No value is ever NaN, and saying so makes a ray's test against a box a third faster.
wp.set_module_options(
    {
        "enable_backward": False,
        "cpu_compiler_flags": "-march=native -mllvm=-inline-threshold=9000"
        " -mllvm=-inline-cold-callsite-threshold=3000 -mllvm=-slp-recursion-max-depth=4 -menable-no-nans -Wno-nan-infinity-disabled",
    }
)

PI = wp.constant(3.14159265)
FAR = wp.constant(2000.0)
THIRD = wp.constant(1.0 / 3.0)
NOTHING = wp.constant(-1)
MOVING = wp.constant(1 << 24)
"""Added to the number of a face of the moving mesh."""


@wp.struct
class Body:
    """A mesh on the device and what its triangles carry."""

    mesh: wp.uint64
    normals: wp.array(dtype=wp.vec3)
    colours: wp.array(dtype=wp.vec3)
    accents: wp.array(dtype=wp.vec3)
    rest: wp.array(dtype=wp.vec3)
    indices: wp.array(dtype=wp.int32)
    materials: wp.array(dtype=wp.int32)
    there: wp.int32


@wp.struct
class Eye:
    """The camera."""

    place: wp.vec3
    right: wp.vec3
    up: wp.vec3
    forward: wp.vec3
    focal: wp.float32
    width: wp.int32
    height: wp.int32


@wp.struct
class Light:
    """The light; lamps in arrays, the shadowed two first."""

    sun: wp.vec3
    sun_colour: wp.vec3
    sun_softness: wp.float32
    zenith: wp.vec3
    horizon: wp.vec3
    above: wp.vec3
    bounce: wp.vec3
    haze: wp.vec3
    density: wp.float32
    clouds: wp.float32
    stars: wp.float32
    indoors: wp.int32
    seconds: wp.float32
    lamps: wp.int32
    lamp_places: wp.array(dtype=wp.vec3)
    lamp_colours: wp.array(dtype=wp.vec3)
    lamp_radii: wp.array(dtype=wp.float32)


@wp.struct
class Hit:
    """What a ray found; ``face`` is -1 for nothing, and MOVING or more for the moving mesh."""

    face: wp.int32
    t: wp.float32
    u: wp.float32
    v: wp.float32
    flat: wp.vec3


@wp.struct
class Surface:
    """What is at a hit."""

    normal: wp.vec3
    albedo: wp.vec3
    glow: wp.vec3
    roughness: wp.float32
    specular: wp.float32
    mirror: wp.int32


@wp.struct
class Shade:
    """Light that leaves towards the eye, kept apart for the looks: albedo * diffuse + gloss."""

    albedo: wp.vec3
    diffuse: wp.vec3
    gloss: wp.vec3
    fog: wp.float32


@wp.func
def hashed(x: int, y: int, z: int):
    """0 to 1, another for each lattice point."""
    n = x * 374761393 + y * 668265263 + z * 1274126177
    n = (n ^ (n >> 13)) * 1274126177
    n = n ^ (n >> 16)
    return float(n & 65535) / 65535.0


@wp.func
def soft(t: float):
    """Cubic ease from 0 to 1."""
    return t * t * (3.0 - 2.0 * t)


@wp.func
def cloudy(p: wp.vec3):
    """Value noise, 0 to 1, one octave."""
    fx = wp.floor(p[0])
    fy = wp.floor(p[1])
    fz = wp.floor(p[2])
    x = int(fx)
    y = int(fy)
    z = int(fz)
    u = soft(p[0] - fx)
    v = soft(p[1] - fy)
    w = soft(p[2] - fz)
    a = wp.lerp(hashed(x, y, z), hashed(x + 1, y, z), u)
    b = wp.lerp(hashed(x, y + 1, z), hashed(x + 1, y + 1, z), u)
    c = wp.lerp(hashed(x, y, z + 1), hashed(x + 1, y, z + 1), u)
    d = wp.lerp(hashed(x, y + 1, z + 1), hashed(x + 1, y + 1, z + 1), u)
    return wp.lerp(wp.lerp(a, b, v), wp.lerp(c, d, v), w)


@wp.func
def mottled(p: wp.vec3):
    """Three octaves of it."""
    q = p * 2.03 + wp.vec3(17.1, 3.7, 9.2)
    r = q * 2.01 + wp.vec3(5.3, 11.9, 1.4)
    return cloudy(p) * 0.55 + cloudy(q) * 0.3 + cloudy(r) * 0.15


@wp.func
def lined(t: float, width: float):
    """1 within ``width`` of a whole number, 0 away from it."""
    d = wp.abs(t - wp.floor(t + 0.5))
    return 1.0 - wp.smoothstep(width * 0.6, width, d)


@wp.func
def flat_place(p: wp.vec3, n: wp.vec3):
    """(along, up) of a point on a wall or a floor."""
    ax = wp.abs(n[0])
    ay = wp.abs(n[1])
    az = wp.abs(n[2])
    if ay >= ax and ay >= az:
        return wp.vec2(p[0], p[2])
    if ax >= az:
        return wp.vec2(p[2], p[1])
    return wp.vec2(p[0], p[1])


@wp.func
def pattern(kind: int, p: wp.vec3, n: wp.vec3, scale: float, seconds: float):
    """0 where a surface has its first colour, 1 where it has its second."""
    q = p / scale
    if kind == 1:
        return wp.clamp(mottled(q) * 2.0 - 0.5, 0.0, 1.0)
    if kind == 5:
        return wp.smoothstep(-0.12, 0.12, wp.sin(q[1] * 2.0 * PI))
    if kind == 6:
        return wp.smoothstep(-0.12, 0.12, wp.sin((q[0] + q[2] * 0.3) * 2.0 * PI))
    if kind == 7:
        row = wp.floor(q[1])
        a = q[0] + 0.5 * row
        dx = a - wp.floor(a) - 0.5
        dy = q[1] - row - 0.5
        return 1.0 - wp.smoothstep(0.24, 0.34, wp.sqrt(dx * dx + dy * dy))
    if kind == 8:
        a = wp.smoothstep(-0.1, 0.1, wp.sin((q[0] + q[2]) * 2.0 * PI))
        b = wp.smoothstep(-0.1, 0.1, wp.sin((q[1] + q[2]) * 2.0 * PI))
        return (a + b) * 0.5
    if kind == 15:
        return wp.smoothstep(-0.12, 0.12, wp.sin((q[1] + wp.abs(q[0] * 1.5 - wp.floor(q[0] * 1.5) - 0.5)) * 2.0 * PI))
    if kind == 9:
        blade = cloudy(wp.vec3(p[0] * 9.0, p[1] * 2.0, p[2] * 9.0))
        return wp.clamp(mottled(q) * 0.9 + blade * 0.5 - 0.2, 0.0, 1.0)
    if kind == 10:
        bend = mottled(q * 0.35) * 5.0
        return 0.5 + 0.5 * wp.sin((q[0] * 0.3 + q[2] + bend) * 2.0 * PI)
    if kind == 11:
        bend = mottled(q * 0.4) * 1.2
        return cloudy(wp.vec3(0.0, (q[1] + bend) * 2.0, 0.0)) * 0.8 + 0.2 * mottled(q * 2.0)
    if kind == 13:
        return wp.clamp(mottled(wp.vec3(q[0], q[1] * 0.22, q[2])) * 1.8 - 0.4, 0.0, 1.0)
    if kind == 16:
        a = mottled(q * 0.5 + wp.vec3(seconds * 0.35, 0.0, seconds * 0.2))
        b = mottled(q * 0.8 + wp.vec3(-seconds * 0.25, 3.0, seconds * 0.3))
        return a * 0.5 + b * 0.5
    f = flat_place(p, n)
    a = f[0] / scale
    b = f[1] / scale
    if kind == 2:
        row = wp.floor(b * 3.0)
        a = a + 0.5 * row
        tone = hashed(int(wp.floor(a)), int(row), 3) * 0.3
        return wp.max(wp.max(lined(a, 0.05), lined(b * 3.0, 0.12)), tone)
    if kind == 3:
        row = wp.floor(b)
        tone = hashed(int(row), int(wp.floor(a * 0.12 + hashed(int(row), 1, 1))), 5)
        grain = cloudy(wp.vec3(a * 1.5, b * 14.0, 0.0)) * 0.35
        return wp.max(lined(b, 0.04), wp.clamp(tone * 0.6 + grain, 0.0, 0.8))
    if kind == 4:
        even = int(wp.floor(a)) + int(wp.floor(b))
        return wp.max(float(even & 1) * 0.85, wp.max(lined(a, 0.025), lined(b, 0.025)) * 0.5)
    if kind == 12:
        x = a - wp.floor(a)
        y = b - wp.floor(b)
        if wp.abs(x - 0.5) < 0.26 and wp.abs(y - 0.5) < 0.3 and wp.abs(n[1]) < 0.5:
            lit = hashed(int(wp.floor(a)), int(wp.floor(b)), int(n[0] * 3.0 + n[2] * 7.0 + 11.0))
            if lit > 0.55:
                return 1.0
            return 0.4
        return 0.0
    if kind == 14:
        x = wp.floor(a + 0.5 * wp.floor(b))
        tone = hashed(int(x), int(wp.floor(b)), 9)
        return wp.max(wp.max(lined(a + 0.5 * wp.floor(b), 0.1), lined(b, 0.1)), tone * 0.4)
    return 0.0


@wp.func
def cast(still: Body, moving: Body, start: wp.vec3, way: wp.vec3, reach: float):
    """The nearest hit of a ray."""
    hit = Hit()
    hit.face = NOTHING
    hit.t = reach
    q = wp.mesh_query_ray(still.mesh, start, way, reach)
    if q.result:
        hit.face = q.face
        hit.t = q.t
        hit.u = q.u
        hit.v = q.v
        hit.flat = q.normal
    if moving.there == 1:
        m = wp.mesh_query_ray(moving.mesh, start, way, hit.t)
        if m.result:
            hit.face = m.face + MOVING
            hit.t = m.t
            hit.u = m.u
            hit.v = m.v
            hit.flat = m.normal
    return hit


@wp.func
def blocked(still: Body, moving: Body, start: wp.vec3, way: wp.vec3, reach: float):
    """1.0 if anything is in the way."""
    if moving.there == 1:
        if wp.mesh_query_ray_anyhit(moving.mesh, start, way, reach):
            return 1.0
    if wp.mesh_query_ray_anyhit(still.mesh, start, way, reach):
        return 1.0
    return 0.0


@wp.func
def ray(eye: Eye, x: float, y: float):
    """Direction through a point of the frame, in pixels."""
    a = (x - float(eye.width) * 0.5) / eye.focal
    b = (float(eye.height) * 0.5 - y) / eye.focal
    return wp.normalize(eye.forward + eye.right * a + eye.up * b)


@wp.func
def sky(light: Light, way: wp.vec3):
    """Radiance of the sky."""
    up = wp.max(way[1], 0.0)
    colour = wp.lerp(light.horizon, light.zenith, wp.pow(up, 0.5))
    facing = wp.max(wp.dot(way, light.sun), 0.0)
    size = 1.0 + light.sun_softness * 40.0
    colour = colour + light.sun_colour * (0.08 * wp.pow(facing, 6.0) + 0.18 * wp.pow(facing, 90.0 / size))
    if light.sun_softness < 0.1:
        colour = colour + light.sun_colour * (6.0 * wp.smoothstep(0.9990, 0.9996, facing))
    if light.stars > 0.0 and up > 0.02:
        cell = way * 130.0
        spark = hashed(int(wp.floor(cell[0])), int(wp.floor(cell[1])), int(wp.floor(cell[2])))
        if spark > 0.996:
            colour = colour + wp.vec3(0.8, 0.85, 1.0) * (light.stars * (spark - 0.996) * 160.0)
    if light.clouds > 0.0 and way[1] > 0.015:
        p = wp.vec3(way[0] / (way[1] + 0.12) * 1.6 + light.seconds * 0.012, 2.0, way[2] / (way[1] + 0.12) * 1.6)
        cover = mottled(p)
        edge = 0.78 - light.clouds * 0.42
        there = wp.smoothstep(edge, edge + 0.2, cover) * wp.smoothstep(0.015, 0.16, way[1])
        lit = light.horizon * 0.75 + light.sun_colour * (0.10 + 0.22 * wp.pow(facing, 4.0))
        shade = lit * (1.12 - 0.5 * wp.smoothstep(edge, edge + 0.45, cover))
        colour = wp.lerp(colour, shade, there * 0.9)
    return colour


@wp.func
def across(n: wp.vec3):
    """A unit vector at right angles to another."""
    a = wp.vec3(0.0, 1.0, 0.0)
    if wp.abs(n[1]) > 0.9:
        a = wp.vec3(1.0, 0.0, 0.0)
    return wp.normalize(wp.cross(n, a))


@wp.func
def surface(
    body: Body, table: wp.array2d(dtype=wp.float32), hit: Hit, face: int, way: wp.vec3, footprint: float, seconds: float
):
    """What is where the ray hit."""
    s = Surface()
    i = body.indices[face * 3]
    j = body.indices[face * 3 + 1]
    k = body.indices[face * 3 + 2]
    w = 1.0 - hit.u - hit.v
    n = wp.normalize(body.normals[i] * hit.u + body.normals[j] * hit.v + body.normals[k] * w)
    if wp.dot(n, way) > 0.0 and wp.dot(hit.flat, way) > 0.0:
        n = -n
    colour = body.colours[i] * hit.u + body.colours[j] * hit.v + body.colours[k] * w
    accent = body.accents[i] * hit.u + body.accents[j] * hit.v + body.accents[k] * w
    p = body.rest[i] * hit.u + body.rest[j] * hit.v + body.rest[k] * w
    m = body.materials[face]
    kind = int(table[m, 0])
    scale = table[m, 1]
    blend = float(0.0)
    if kind > 0:
        fade = 1.0 - wp.smoothstep(0.3, 1.2, footprint / scale)
        there = pattern(kind, p, hit.flat, scale, seconds)
        blend = wp.lerp(0.4, there, fade) * table[m, 2]
        bump = table[m, 6] * fade
        if bump > 0.0:
            # Two steps along the surface give the slope; each costs a pattern.
            step = scale * 0.08
            e = across(hit.flat)
            f = wp.cross(hit.flat, e)
            de = pattern(kind, p + e * step, hit.flat, scale, seconds) - there
            df = pattern(kind, p + f * step, hit.flat, scale, seconds) - there
            n = wp.normalize(n - (e * de + f * df) * bump)
    s.normal = n
    s.albedo = wp.lerp(colour, accent, blend)
    s.roughness = table[m, 3]
    s.specular = table[m, 4]
    s.mirror = int(table[m, 7])
    s.glow = wp.vec3(0.0, 0.0, 0.0)
    if table[m, 5] > 0.0:
        s.glow = accent * table[m, 5]
        if kind == 12:
            s.glow = s.glow * wp.smoothstep(0.7, 0.9, blend)
    return s


@wp.func
def highlight(n: wp.vec3, way: wp.vec3, to: wp.vec3, roughness: float, specular: float):
    """GGX times cosine."""
    h = wp.normalize(to - way)
    nl = wp.max(wp.dot(n, to), 0.0)
    nv = wp.max(-wp.dot(n, way), 0.05)
    nh = wp.max(wp.dot(n, h), 0.0)
    a = roughness * roughness
    a2 = wp.max(a * a, 1.0e-4)
    d = nh * nh * (a2 - 1.0) + 1.0
    k = (roughness + 1.0) * (roughness + 1.0) * 0.125
    g = 1.0 / ((nl * (1.0 - k) + k) * (nv * (1.0 - k) + k))
    f = specular + (1.0 - specular) * wp.pow(1.0 - wp.clamp(-wp.dot(way, h), 0.0, 1.0), 5.0)
    return wp.min(a2 / (PI * d * d) * g * 0.25 * f * nl, 8.0)


@wp.func
def around(light: Light, n: wp.vec3):
    """Irradiance over pi from the whole sky and the ground, unoccluded."""
    up = n[1] * 0.5 + 0.5
    return wp.lerp(light.bounce, light.above, up)


@wp.func
def shaded(light: Light, s: Surface, p: wp.vec3, way: wp.vec3, seen: wp.vec4):
    """Light that leaves a surface; ``seen``: how much of the sun, of two lamps and of the sky it sees."""
    out = Shade()
    out.albedo = s.albedo
    diffuse = around(light, s.normal) * seen[3]
    gloss = s.glow
    c = wp.max(wp.dot(s.normal, light.sun), 0.0)
    diffuse = diffuse + light.sun_colour * (c * seen[0])
    gloss = gloss + light.sun_colour * (highlight(s.normal, way, light.sun, s.roughness, s.specular) * seen[0])
    for i in range(light.lamps):
        to = light.lamp_places[i] - p
        square = wp.max(wp.dot(to, to), 0.04)
        to = to / wp.sqrt(square)
        share = seen[3]
        if i == 0:
            share = seen[1]
        if i == 1:
            share = seen[2]
        arrives = light.lamp_colours[i] * (share / square)
        diffuse = diffuse + arrives * wp.max(wp.dot(s.normal, to), 0.0)
        gloss = gloss + arrives * highlight(s.normal, way, to, s.roughness, s.specular)
    # The sky's own reflection, as far as it is seen: what makes edges and round bodies read.
    edge = wp.pow(1.0 - wp.clamp(-wp.dot(s.normal, way), 0.0, 1.0), 4.0)
    back = way - s.normal * (2.0 * wp.dot(way, s.normal))
    mirror = wp.lerp(light.bounce, light.above, wp.smoothstep(-0.2, 0.2, back[1]))
    gloss = gloss + mirror * ((s.specular + (1.0 - s.specular) * edge * 0.4) * seen[3] * (1.0 - 0.75 * s.roughness))
    out.diffuse = diffuse * (1.0 - s.specular)
    out.gloss = gloss
    return out


@wp.func
def air(light: Light, p: wp.vec3, t: float):
    """How much of the view is air at this distance."""
    low = 1.0 + 1.5 * wp.exp(-wp.max(p[1], 0.0) * 0.35)
    return 1.0 - wp.exp(-light.density * t * low * 0.5)


@wp.func
def colour_of(shade: Shade, light: Light, way: wp.vec3):
    """All of it in one colour."""
    c = wp.cw_mul(shade.albedo, shade.diffuse) + shade.gloss
    return wp.lerp(c, light.haze, shade.fog)


@wp.func
def part(
    still: Body, moving: Body, table: wp.array2d(dtype=wp.float32), hit: Hit, way: wp.vec3, pixel: float, seconds: float
):
    """The surface at a hit on either mesh."""
    footprint = pixel * hit.t / wp.max(wp.abs(wp.dot(hit.flat, way)), 0.15)
    if hit.face >= MOVING:
        return surface(moving, table, hit, hit.face - MOVING, way, footprint, seconds)
    return surface(still, table, hit, hit.face, way, footprint, seconds)


@wp.func
def look_along(
    still: Body,
    moving: Body,
    table: wp.array2d(dtype=wp.float32),
    light: Light,
    start: wp.vec3,
    way: wp.vec3,
    pixel: float,
):
    """What a mirror shows: one hit, lit without shadows but for the sun's."""
    hit = cast(still, moving, start, way, FAR)
    if hit.face == NOTHING:
        return sky(light, way)
    s = part(still, moving, table, hit, way, pixel * 3.0, light.seconds)
    p = start + way * hit.t
    sun = float(0.0)
    if wp.dot(s.normal, light.sun) > 0.0:
        sun = 1.0 - blocked(still, moving, p + s.normal * 0.01, light.sun, FAR)
    shade = shaded(light, s, p, way, wp.vec4(sun, 0.8, 0.8, 0.8))
    shade.fog = air(light, p, hit.t)
    return colour_of(shade, light, way)


@wp.func
def full(
    still: Body,
    moving: Body,
    table: wp.array2d(dtype=wp.float32),
    light: Light,
    eye: Eye,
    way: wp.vec3,
    hit: Hit,
    seen: wp.vec4,
):
    """The shade of one sample."""
    if hit.face == NOTHING:
        out = Shade()
        out.gloss = sky(light, way)
        return out
    pixel = 1.0 / eye.focal
    s = part(still, moving, table, hit, way, pixel, light.seconds)
    p = eye.place + way * hit.t
    out = shaded(light, s, p, way, seen)
    if s.mirror == 1:
        back = wp.normalize(way - s.normal * (2.0 * wp.dot(way, s.normal)))
        if wp.dot(back, hit.flat) * wp.dot(way, hit.flat) < 0.0:
            facing = wp.clamp(-wp.dot(way, s.normal), 0.0, 1.0)
            share = s.specular + (1.0 - s.specular) * wp.pow(1.0 - facing, 5.0)
            share = share * (1.0 - s.roughness * 2.0)
            seen_there = look_along(still, moving, table, light, p + s.normal * 0.01, back, pixel)
            out.gloss = out.gloss + wp.min(seen_there, wp.vec3(4.0, 4.0, 4.0)) * share
    out.fog = air(light, p, hit.t)
    return out


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
