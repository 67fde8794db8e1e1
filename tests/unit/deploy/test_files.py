"""Whoever brings Sightline to her machines can trust the files that say how."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml

from webapp.config import Settings
from webapp.queues import QUEUES

ROOT = Path(__file__).resolve().parents[3]
DEPLOY = ROOT / "deploy"
CLUSTER = DEPLOY / "kubernetes"
COMPOSED = sorted(DEPLOY.glob("compose*.yaml"))
OF_KUBERNETES = "1.31"
NOT_OF_KUBERNETES = {"keda.sh/v1alpha1", "kustomize.config.k8s.io/v1beta1"}


def _objects(folder: Path) -> Iterator[dict[str, Any]]:
    for path in sorted(folder.rglob("*.yaml")):
        yield from (each for each in yaml.safe_load_all(path.read_text()) if each)


def _pods() -> Iterator[tuple[str, dict[str, Any]]]:
    for each in _objects(CLUSTER / "base"):
        if each["kind"] in ("Deployment", "Job"):
            yield each["metadata"]["name"], each["spec"]["template"]["spec"]


def _validate(schema: str, path: Path) -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, str(path)]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.mark.parametrize("path", COMPOSED, ids=lambda path: path.name)
def test_compose_understands_its_files(path: Path) -> None:
    _validate("vendor.compose-spec", path)


def test_github_understands_its_workflow() -> None:
    _validate("vendor.github-workflows", ROOT / ".github/workflows/ci.yaml")


def test_the_workflow_runs_what_everybody_runs() -> None:
    workflow = yaml.safe_load((ROOT / ".github/workflows/ci.yaml").read_text())
    steps = workflow["jobs"]["test"]["steps"]
    assert {"run": ".ci/run"} in steps


def test_hadolint_finds_nothing_in_the_dockerfile() -> None:
    hadolint = Path(sys.executable).with_name("hadolint")
    checked = subprocess.run([hadolint, ROOT / "Dockerfile"], capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout


def test_the_image_holds_what_the_dockerfile_copies() -> None:
    copied = re.findall(r"^COPY (?!--from)(?:--\S+ )*(.+) \S+$", _dockerfile(), re.M)
    paths = {path for each in copied for path in each.split() if path != "."}
    assert paths
    assert not [path for path in paths if not (ROOT / path).exists()]


def test_nobody_runs_as_root_in_the_images() -> None:
    users = re.findall(r"^USER (\d+):\d+$", _dockerfile(), re.M)
    assert len(users) == 2  # the proxy and the application
    assert "0" not in users


def _dockerfile() -> str:
    return (ROOT / "Dockerfile").read_text()


@pytest.mark.parametrize(
    "each",
    [each for each in _objects(CLUSTER) if each["apiVersion"] not in NOT_OF_KUBERNETES],
    ids=lambda each: f"{each['kind']} {each['metadata']['name']}",
)
def test_a_cluster_understands_each_object(each: dict[str, Any]) -> None:
    kubernetes_validate.validate(each, OF_KUBERNETES, strict=True)


@pytest.mark.parametrize("folder", ["base", "keda"])
def test_kustomize_puts_the_objects_together(folder: str) -> None:
    kubectl = shutil.which("kubectl")
    if kubectl is None:
        pytest.skip("kubectl is not on this machine")
    built = subprocess.run(
        [kubectl, "kustomize", CLUSTER / folder], capture_output=True, text=True, check=False
    )
    assert built.returncode == 0, built.stderr
    names = {each["metadata"]["name"] for each in yaml.safe_load_all(built.stdout)}
    assert {"sightline-web", "sightline-captions", "sightline-mail"} <= names


@pytest.mark.parametrize(("name", "pod"), list(_pods()), ids=[name for name, _ in _pods()])
def test_a_pod_can_change_nothing_but_its_own_folders(name: str, pod: dict[str, Any]) -> None:
    assert pod["securityContext"]["runAsNonRoot"]
    assert not pod["automountServiceAccountToken"]
    for container in [*pod["containers"], *pod.get("initContainers", [])]:
        allowed = container["securityContext"]
        assert allowed["readOnlyRootFilesystem"], name
        assert allowed["capabilities"] == {"drop": ["ALL"]}
        assert container["resources"]["limits"]["memory"]


def test_every_queue_has_a_worker_wherever_sightline_runs() -> None:
    composed = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"].values()
    in_compose = [each.get("command") for each in composed]
    in_cluster = [each["command"] for _, pod in _pods() for each in pod["containers"]]
    for commands in (in_compose, in_cluster):
        served = [
            each[each.index("--queues") + 1] for each in commands if "--queues" in (each or ())
        ]
        assert sorted(",".join(served).split(",")) == sorted(QUEUES)


def test_keda_counts_the_queues_that_its_workers_serve() -> None:
    served = {
        f"sightline-{part['metadata']['labels']['app.kubernetes.io/component']}": set(
            part["spec"]["template"]["spec"]["containers"][0]["command"][-1].split(",")
        )
        for part in _objects(CLUSTER / "base")
        if part["kind"] == "Deployment"
    }
    for each in _objects(CLUSTER / "keda"):
        if each["kind"] == "ScaledObject":
            (trigger,) = each["spec"]["triggers"]
            counted = set(re.findall(r"'(\w+)'", trigger["metadata"]["query"].split("queue IN")[1]))
            assert counted == served[each["spec"]["scaleTargetRef"]["name"]]


def test_every_setting_that_is_named_is_one() -> None:
    files = [*DEPLOY.rglob("*.yaml"), *DEPLOY.rglob("*.env"), ROOT / "Dockerfile"]
    ours = {f"SIGHTLINE_{name.upper()}" for name in Settings.model_fields}
    ours |= {"SIGHTLINE_IMAGE", "SIGHTLINE_GREEN_IMAGE", "SIGHTLINE_PROXY_IMAGE"}  # of compose
    named = {
        name for path in files for name in re.findall(r"SIGHTLINE_[A-Z0-9_]+", path.read_text())
    }
    assert not named - ours
