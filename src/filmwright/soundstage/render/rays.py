"""Device code: what is on the device, and what a ray hits."""

# Warp reads these functions' annotations and source: postponed annotations would hide its types.
import warp as wp

PI = wp.constant(3.14159265)
FAR = wp.constant(2000.0)
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
def across(n: wp.vec3):
    """A unit vector at right angles to another."""
    a = wp.vec3(0.0, 1.0, 0.0)
    if wp.abs(n[1]) > 0.9:
        a = wp.vec3(1.0, 0.0, 0.0)
    return wp.normalize(wp.cross(n, a))
