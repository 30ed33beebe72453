"""The sample films of the demo: how they are fetched, cut and drawn, and their rights files and captions.

No film lies here. Only ``filmwright demo``, the training of the base that ships (``models/make_base.py``),
benchmarks and tests may import this.
"""

from filmwright.library.samples.bunny import ATTRIBUTION, cache, fetch
from filmwright.library.samples.pair import Sample, titles
from filmwright.library.samples.recutting import recut

__all__ = ["ATTRIBUTION", "Sample", "cache", "fetch", "recut", "titles"]
