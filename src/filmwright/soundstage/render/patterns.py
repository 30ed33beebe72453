"""Device code: how the two colours of a surface lie."""

# Warp reads these functions' annotations and source: postponed annotations would hide its types.
import warp as wp

from filmwright.soundstage.render.rays import PI


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
