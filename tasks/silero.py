"""Silero's voice activity model, run for many frames at once.

whisper.cpp runs the same file frame by frame and needs four times as long, beside its own work on
speech. Only the memory of what was heard (an LSTM) goes from frame to frame; all before it, nine
tenths of the work, are a few large matrix products. The model is described in Silero's and in
whisper.cpp's source, both MIT; a test holds the answers against whisper.cpp's.
"""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from tasks.engines import EngineUnavailable
from tasks.loudness import Audio

FRAME = 512
"""Samples for which there is one answer: 32 ms."""

Chances = NDArray[np.float32]
_Floats = NDArray[np.float32]

_MAGIC = b"lmgg\x0a\x00\x00\x00silero-16k"
# Samples a frame and before it, layers; each layer's inputs, outputs and width; the LSTM's inputs
# and memory; the answer's inputs and outputs.
_SHAPE = (FRAME, 64, 4, 129, 128, 3, 128, 64, 3, 64, 64, 3, 64, 128, 3, 128, 128, 128, 1)
_VERSION_NUMBERS = 3
_HALVES = 1  # number format of a ggml tensor; 0 are whole floats
_STEPS = (1, 2, 2, 1)
_EDGE = 64  # samples that are mirrored on both sides of a frame
_HOP = 128  # samples between two spectra
_MEMORY = 128


class Silero:
    """How likely each frame of sound holds speech, not music or noise. Sound comes in order."""

    def __init__(self, model: Path) -> None:
        """Load a ggml file; EngineUnavailable where there is none, or it is something else."""
        try:
            tensors = _read(model)
            self._spectrum = _by_output(tensors["stft.forward_basis_buffer"])
            self._layers = [
                (
                    _by_output(tensors[f"encoder.{n}.reparam_conv.weight"]),
                    tensors[f"encoder.{n}.reparam_conv.bias"],
                    step,
                )
                for n, step in enumerate(_STEPS)
            ]
            self._heard = tensors["decoder.rnn.weight_ih"].T
            self._remembered = tensors["decoder.rnn.weight_hh"]
            self._bias = tensors["decoder.rnn.bias_ih"] + tensors["decoder.rnn.bias_hh"]
            self._answer = tensors["decoder.decoder.2.weight"].ravel()
            self._answer_bias = tensors["decoder.decoder.2.bias"]
        except (OSError, ValueError, KeyError, struct.error) as error:
            raise EngineUnavailable(
                f"{model.name} is not a voice activity model for whisper.cpp. "
                "Fetch one with 'manage.py model fetch silero-v6.2.0'."
            ) from error
        self.reset()

    def reset(self) -> None:
        """Forget what was heard: what follows is another place."""
        self._output = np.zeros(_MEMORY, dtype=np.float32)
        self._cell = np.zeros(_MEMORY, dtype=np.float32)

    def chances(self, audio: Audio) -> Chances:
        """One chance (0..1) a frame of `FRAME` samples; the last one may be cut short."""
        if not len(audio):
            return np.zeros(0, dtype=np.float32)
        outputs = self._remember(self._encode(audio) @ self._heard + self._bias)
        return _sigmoid(np.maximum(outputs, 0) @ self._answer + self._answer_bias)

    def _encode(self, audio: Audio) -> _Floats:
        """Each frame's sound as 128 numbers."""
        frames = np.pad(audio, (0, -len(audio) % FRAME)).reshape(-1, FRAME, 1)
        mirrored = np.pad(frames, ((0, 0), (_EDGE, _EDGE), (0, 0)), mode="reflect")
        real, imaginary = np.split(_convolve(mirrored, self._spectrum, _HOP), 2, axis=2)
        values = np.sqrt(real**2 + imaginary**2)
        for weights, bias, step in self._layers:
            padded = np.pad(values, ((0, 0), (1, 1), (0, 0)))
            values = np.maximum(_convolve(padded, weights, step) + bias, 0)
        return np.asarray(values[:, 0])

    def _remember(self, heard: _Floats) -> _Floats:
        """The LSTM's output after each frame."""
        outputs = np.empty((len(heard), _MEMORY), dtype=np.float32)
        output, cell = self._output, self._cell
        for number, new in enumerate(heard):
            gates = new + self._remembered @ output
            take, keep, _, tell = _sigmoid(gates).reshape(4, _MEMORY)
            cell = keep * cell + take * np.tanh(gates[2 * _MEMORY : 3 * _MEMORY])
            outputs[number] = output = tell * np.tanh(cell)
        self._output, self._cell = output, cell
        return outputs


def _read(model: Path) -> dict[str, _Floats]:
    """The tensors of a ggml file by name; ValueError and others where it is no Silero model."""
    data = model.read_bytes()
    begin = len(_MAGIC)
    header = struct.unpack_from(f"<{_VERSION_NUMBERS + len(_SHAPE)}i", data, begin)
    if not data.startswith(_MAGIC) or header[_VERSION_NUMBERS:] != _SHAPE:
        raise ValueError("another kind of model")
    at = begin + 4 * len(header)
    tensors = {}
    while at < len(data):
        dimensions, letters, number_format = struct.unpack_from("<3i", data, at)
        shape = struct.unpack_from(f"<{dimensions}i", data, at + 12)
        at += 12 + 4 * dimensions
        name = data[at : at + letters].decode()
        numbers = np.frombuffer(
            data, "<f2" if number_format == _HALVES else "<f4", int(np.prod(shape)), at + letters
        )
        tensors[name.removeprefix("_model.")] = numbers.reshape(shape[::-1]).astype(np.float32)
        at += letters + numbers.nbytes
    return tensors


def _by_output(weights: _Floats) -> _Floats:
    """Weights (outputs, inputs, width) as a matrix with a column for each output."""
    return weights.reshape(len(weights), -1).T


def _convolve(values: _Floats, weights: _Floats, step: int) -> _Floats:
    """Frames of values (frames, times, inputs) by the weights for some times in a row."""
    width = len(weights) // values.shape[2]
    windows = sliding_window_view(_half(values), width, axis=1)[:, ::step]
    frames, times = windows.shape[:2]
    return (windows.reshape(frames * times, -1) @ weights).reshape(frames, times, -1)


def _half(values: _Floats) -> _Floats:
    """Values to 11 bits, as whisper.cpp hands them to these weights, which are half floats."""
    large = values * np.float32(2**13 + 1)
    return large - (large - values)


def _sigmoid(values: _Floats) -> _Floats:
    return np.asarray(np.float32(0.5) + np.float32(0.5) * np.tanh(np.float32(0.5) * values))
