"""Finds hands, wrists and face in pictures; run by `landmarks` as a process of its own.

Arguments: width and height. Standard input: pictures in RGB, one after the other. Standard output:
a line of JSON for each. mediapipe is asked for all that it carries and downloads nothing: the pose
model of complexity 1 is the one that is inside its package.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

WRISTS = (15, 16)  # of mediapipe's pose
PALM = 9  # the middle finger's knuckle


def main(width: int, height: int) -> None:
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # the library prints to standard output, too
    import mediapipe
    import numpy as np

    with mediapipe.solutions.holistic.Holistic(model_complexity=1) as finder:
        while len(data := sys.stdin.buffer.read(width * height * 3)) == width * height * 3:
            picture = np.frombuffer(data, np.uint8).reshape(height, width, 3)
            answers.write(json.dumps(_answer(finder.process(picture))) + "\n")
            answers.flush()


def _answer(found: Any) -> dict[str, Any]:
    hands = [found.left_hand_landmarks, found.right_hand_landmarks]
    pose = found.pose_landmarks.landmark if found.pose_landmarks else None
    face = found.face_landmarks.landmark if found.face_landmarks else None
    return {
        "hands": [_place(hand.landmark[PALM]) for hand in hands if hand],
        "wrists": [_place(pose[number]) for number in WRISTS] if pose else [],
        "sure": [round(pose[number].visibility, 3) for number in WRISTS] if pose else [],
        "face": _box(face) if face else None,
    }


def _place(mark: Any) -> list[float]:
    return [round(mark.x, 4), round(mark.y, 4)]


def _box(marks: Any) -> list[float]:
    across, down = [mark.x for mark in marks], [mark.y for mark in marks]
    return [round(edge, 4) for edge in (min(across), min(down), max(across), max(down))]


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
