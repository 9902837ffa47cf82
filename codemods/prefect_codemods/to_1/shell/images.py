"""Images of Prefect in Dockerfiles and manifests."""

from __future__ import annotations

import re

from prefect_codemods.findings import Level
from prefect_codemods.options import Options
from prefect_codemods.release import Release
from prefect_codemods.rule import Kind, rule
from prefect_codemods.shell.rules import ImageChange, ImageRule
from prefect_codemods.to_1.catalogue.images import image_pythons, newest_release
from prefect_codemods.to_1.shell.shared_rules import IMAGE_LEFT, IMAGE_TAG

OLD_PYTHON = rule(
    "PM363",
    "old-python",
    Kind.MANUAL,
    since="1.0.0",
    what="Reports a Python below 3.7, as an image, in CI or in packaging, in a file that uses Prefect.",
    why="Prefect 1.x needs Python 3.7 to 3.10.",
    before="FROM python:3.6-slim\nRUN pip install 'prefect>=1.4.1,<2'\n",
    language="dockerfile",
    advice="Use Python 3.7 or later, up to 3.10.",
)
OLD_SERVER = rule(
    "PM365",
    "old-server",
    Kind.MANUAL,
    since="0.15.5",
    what="Reports images of a Prefect server that flows of 1.x can't be registered with.",
    why=(
        "From 0.15.5 on a flow is registered in a way that the server knows from 2021.09.02 on, "
        "whose images are also called core-0.15.5."
    ),
    before="docker pull prefecthq/server:core-0.14.22\n",
    language="shell",
    advice="Use the images of one release for all of the server, such as core-1.4.1.",
    source="CHANGELOG.md of 1.4.1, under 0.15.5",
)
_SERVER = re.compile(
    r"(?:[\w.:-]+/)*prefecthq/(?:server|apollo|ui):(?P<tag>(?:core-)?(?P<release>0\.\d+(?:\.\d+)?)"
    r"|(?P<date>20\d\d[-.]\d\d[-.]\d\d))(?:@\S+)?"
)
_REFERENCE = re.compile(
    r"(?P<name>(?:[\w.:-]+/)*prefecthq/prefect)(?::(?P<tag>[^@\s]*))?(?P<digest>@\S+)?"
)
_TAG = re.compile(r"(?P<release>0\.\d+(?:\.\d+)?)(?P<python>-python3\.(?P<minor>\d+))?")
_PYTHON = re.compile(
    r"(?:docker\.io/)?(?:(?:library|circleci|cimg|bitnami)/)?python:(?P<major>[23])\.(?P<minor>\d+)"
)


def _prefect(reference: str, options: Options) -> ImageChange | None:
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        return None
    tag = match["tag"] or ""
    if "$" in tag or "{" in tag:
        message = f"which release `{reference}` holds isn't known"
        return ImageChange(IMAGE_LEFT, message, level=Level.NOTE)
    if tag.startswith("all_extras"):
        return ImageChange(IMAGE_LEFT, f"`{reference}` is not built from 0.14.0 on")
    if tag in ("", "latest") or tag.startswith("latest-"):
        return ImageChange(
            IMAGE_LEFT, f"`{reference}` is a tag that moves with each release", level=Level.NOTE
        )
    known = _TAG.fullmatch(tag)
    if known is None:
        return None
    new = newest_release(options.target_release)
    if _numbers(known["release"])[:2] >= new.first[:2]:
        return None
    if match["digest"]:
        return ImageChange(IMAGE_LEFT, f"`{reference}` names one image by its digest")
    if known["minor"] and int(known["minor"]) not in image_pythons(new):
        message = f"there is no image of Prefect {new} with Python 3.{known['minor']}"
        return ImageChange(IMAGE_LEFT, message)
    fresh = f"{match['name']}:{new}{known['python'] or ''}"
    return ImageChange(IMAGE_TAG, f"`{reference}` holds Prefect {known['release']}", fresh)


def _judge_python_image(reference: str, options: Options) -> ImageChange | None:
    match = _PYTHON.match(reference)
    if match is None or not options.target_release.reaches(Release(1)):
        return None
    if (int(match["major"]), int(match["minor"])) >= (3, 7):
        return None
    message = f"Prefect 1.x doesn't run on Python {match['major']}.{match['minor']}"
    return ImageChange(OLD_PYTHON, message)


def _judge_server(reference: str, options: Options) -> ImageChange | None:
    match = _SERVER.fullmatch(reference)
    if match is None or not options.target_release.reaches(Release(0, 15, 5)):
        return None
    if match["release"] and _numbers(match["release"]) >= (0, 15, 5):
        return None
    if match["date"] and _numbers(match["date"].replace("-", ".")) >= (2021, 9, 2):
        return None
    message = f"`{reference}` is a server that flows of 1.x can't be registered with"
    return ImageChange(OLD_SERVER, message)


def _numbers(release: str) -> tuple[int, ...]:
    return tuple(int(part) for part in release.split("."))


IMAGES = ImageRule(_prefect)
SERVERS = ImageRule(_judge_server)
BASES = ImageRule(_judge_python_image, base=True)
