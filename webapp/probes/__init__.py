"""Whether what Sightline needs is there and works: quick looks that change nothing.

A probe is a function from the settings to a `Reading`. ``manage.py doctor`` shows all of them to a
person, ``/health/ready`` those of ``READY``. No probe needs an application, so that they answer
where none can be made.
"""

from webapp.probes.reading import FAILED, OK, WARNING, Probe, Reading, look
from webapp.probes.ready import READY

__all__ = ["FAILED", "OK", "READY", "WARNING", "Probe", "Reading", "look"]
