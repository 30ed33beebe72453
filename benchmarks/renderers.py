"""What renderers take for one frame of the same scene: how the soundstage's was chosen.

Each renders about 30,000 triangles at 256x144 under a sun and a sky. Mitsuba and Embree are no part of the project's
environment: `pip install mitsuba embreex` in a copy of it; what is not installed is left out.
"""

import os
import time
from collections.abc import Callable

import numpy as np
from _results import append

from filmwright.soundstage import solids
from filmwright.soundstage.description import Stand
from filmwright.soundstage.draws import draws
from filmwright.soundstage.geometry import join
from filmwright.soundstage.lighting import lighting
from filmwright.soundstage.place import Place
from filmwright.soundstage.view import looking
from filmwright.soundstage.vocabulary import SetFamily

SIZE = (256, 144)
ROUNDS = 5


def scene():
    draw = draws(0, "benchmark")
    grey = (0.5, 0.5, 0.5)
    balls = [
        solids.ball(draw.uniform(0.2, 0.8), grey, 16, 12).moved(draw.uniform([-8, 0, -15], [8, 3, 3])).placed()
        for _ in range(80)
    ]
    return join([solids.ground(np.zeros((2, 2), np.float32), 100.0, grey), *balls])


def middle(work: Callable[[], object]) -> float:
    """Median milliseconds of a few rounds, after one that warms up."""
    work()
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return sorted(times)[ROUNDS // 2] * 1e3


def ours(mesh, view) -> list[str]:
    from filmwright.soundstage.render.raster import Raster

    place = Place(mesh)
    light = lighting(Stand(family=SetFamily.FIELD), place)
    raster = Raster(mesh, SIZE, "cpu")
    took = middle(lambda: raster.frame(None, view, light, 0.0))
    began = time.perf_counter()
    Raster(mesh, SIZE, "cpu")
    built = (time.perf_counter() - began) * 1e3
    return [f"| Warp, these kernels: sun, sky, occlusion, smooth edges, truth | 1 | {took:.0f} | {built:.0f} |"]


def mitsuba(mesh, view) -> list[str]:
    import mitsuba as mi

    mi.set_variant("scalar_rgb")
    body = mi.Mesh("body", len(mesh.vertices), len(mesh.faces))
    values = mi.traverse(body)
    values["vertex_positions"], values["faces"] = mesh.vertices.ravel(), mesh.faces.ravel()
    values.update()
    rows = []

    def made(integrator, samples):
        return mi.load_dict(
            {
                "type": "scene",
                "integrator": integrator,
                "sensor": {
                    "type": "perspective",
                    "fov": float(np.degrees(2 * np.arctan(SIZE[0] / 2 / view.focal))),
                    "to_world": mi.ScalarTransform4f().look_at(
                        origin=view.eye.tolist(), target=(view.eye + view.forward).tolist(), up=[0, 1, 0]
                    ),
                    "film": {"type": "hdrfilm", "width": SIZE[0], "height": SIZE[1], "rfilter": {"type": "box"}},
                    "sampler": {"type": "independent", "sample_count": samples},
                },
                "sun": {"type": "directional", "direction": [-0.5, -0.8, -0.3], "irradiance": 3.0},
                "sky": {"type": "constant", "radiance": 0.5},
                "body": body,
            }
        )

    for name, integrator, samples in (
        ("direct light, 4 samples a pixel (noisy)", {"type": "direct"}, 4),
        ("direct light, 8 samples a pixel (noisy)", {"type": "direct"}, 8),
        ("paths of 3, 8 samples a pixel (noisy)", {"type": "path", "max_depth": 3}, 8),
        ("depth, normals, numbers of faces alone", {"type": "aov", "aovs": "d:depth,n:sh_normal,f:prim_index"}, 1),
    ):
        began = time.perf_counter()
        whole = made(integrator, samples)
        built = (time.perf_counter() - began) * 1e3
        took = middle(lambda whole=whole: np.array(mi.render(whole)))
        rows.append(f"| Mitsuba {mi.__version__} scalar_rgb, {name} | {os.cpu_count()} | {took:.0f} | {built:.0f} |")
    return rows


def embree(mesh, view) -> list[str]:
    from embreex import rtcore_scene
    from embreex.mesh_construction import TriangleMesh

    began = time.perf_counter()
    whole = rtcore_scene.EmbreeScene()
    TriangleMesh(whole, mesh.vertices, mesh.faces)
    built = (time.perf_counter() - began) * 1e3
    x = (np.arange(SIZE[0]) + 0.5 - SIZE[0] / 2) / view.focal
    y = (SIZE[1] / 2 - np.arange(SIZE[1]) - 0.5) / view.focal
    ways = (view.forward + x[None, :, None] * view.right + y[:, None, None] * view.up).reshape(-1, 3).astype(np.float32)
    starts = np.tile(view.eye.astype(np.float32), (len(ways), 1))
    took = middle(lambda: whole.run(starts, ways, output=True))
    return [f"| Embree by embreex: nearest hits alone, nothing lit | 1 | {took:.0f} | {built:.0f} |"]


def main() -> None:
    mesh = scene()
    view = looking((0, 2, 8), (0, 1, 0), 35, SIZE)
    lines = ["| renderer | threads | ms a frame | ms to build the scene |", "|---|---|---|---|"]
    for measure in (ours, mitsuba, embree):
        try:
            lines += measure(mesh, view)
        except ImportError as missing:
            lines.append(f"| {measure.__name__}: not installed ({missing.name}) | | | |")
        print(lines[-1], flush=True)
    append(f"Renderers: one frame of {len(mesh.faces):,} triangles at 256x144", lines)


if __name__ == "__main__":
    main()
