"""The queues that workers can be told to work off.

Captions: all that is heard and fitted; media: all that is probed, encoded and looked at; signs:
signed versions and clips; exports: copies for their owners.
"""

QUEUES = ("mail", "media", "signs", "captions", "audits", "exports")
