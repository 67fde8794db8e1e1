"""What a bucket does by itself: it answers our pages, and ends uploads that never became whole."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from .bucket import Bucket, code_of

if TYPE_CHECKING:
    from types_boto3_s3.type_defs import CORSRuleTypeDef, LifecycleRuleTypeDef

OURS = "sightline"
"""What our rules are called; those of others stay."""
_NONE_YET = {"NoSuchCORSConfiguration", "NoSuchLifecycleConfiguration"}
_PREFLIGHT_S = 3600


def set_rules(bucket: Bucket, *, origin: str, parts_kept_days: int) -> None:
    """Let pages of ``origin`` read files and send parts, and end uploads that are older.

    It may be done again, also for another origin. Errors are as `Storage`'s.
    """
    client, name = bucket.client, bucket.name
    with bucket.calling():
        cors = _of_others(lambda: client.get_bucket_cors(Bucket=name)["CORSRules"])
        client.put_bucket_cors(
            Bucket=name, CORSConfiguration={"CORSRules": [*cors, _reading_from(origin)]}
        )
        rules = _of_others(lambda: client.get_bucket_lifecycle_configuration(Bucket=name)["Rules"])
        ending = _ending(bucket.prefix, parts_kept_days)
        client.put_bucket_lifecycle_configuration(
            Bucket=name, LifecycleConfiguration={"Rules": [*rules, ending]}
        )


def _of_others(ask: Callable[[], Any]) -> list[Any]:
    try:
        return [rule for rule in ask() if rule.get("ID") != OURS]
    except ClientError as error:
        if code_of(error) in _NONE_YET:
            return []
        raise


def _reading_from(origin: str) -> CORSRuleTypeDef:
    return {
        "ID": OURS,
        "AllowedOrigins": [origin],
        "AllowedMethods": ["GET", "HEAD", "PUT"],
        "AllowedHeaders": ["*"],
        "ExposeHeaders": ["Accept-Ranges", "Content-Length", "Content-Range", "ETag"],
        "MaxAgeSeconds": _PREFLIGHT_S,
    }


def _ending(prefix: str, days: int) -> LifecycleRuleTypeDef:
    return {
        "ID": OURS,
        "Status": "Enabled",
        "Filter": {"Prefix": prefix},
        "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": days},
    }
