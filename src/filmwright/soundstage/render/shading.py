"""Device code: how what a ray hit is lit.

Every surface sends back light by a Lambert term and a GGX highlight (Walter et al., EGSR 2007, with Schlick's Fresnel
term). The sun is a disc, lamps are balls, the sky lights from all sides as far as it is seen.
"""

# Warp reads these functions' annotations and source: postponed annotations would hide its types.
import warp as wp

from filmwright.soundstage.render.patterns import hashed, mottled, pattern
from filmwright.soundstage.render.rays import (
    FAR,
    MOVING,
    NOTHING,
    PI,
    Body,
    Eye,
    Hit,
    Light,
    Shade,
    Surface,
    across,
    blocked,
    cast,
)


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
