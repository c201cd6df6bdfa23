"""Export the trained evidence model to ONNX, its weights stored as int8.

The arithmetic stays fp32: a weight matrix is held as int8 with one scale a column, a
table of embeddings with one scale a row, and both become floats when the model is loaded
or looked up.
"""

import argparse
import shutil
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import ModelProto, NodeProto, TensorProto, helper, numpy_helper

from training.train import EvidenceModel, empty_model

OPSET = 17


def load(weights: Sequence[Path]) -> EvidenceModel:
    """Load trained weights into a model fit for export; several are averaged.

    The average of a model and of the one it was trained on to is often better than either
    (Wortsman et al., 2022, "Robust fine-tuning of zero-shot models").
    """
    model = empty_model()
    states = [torch.load(path, weights_only=True) for path in weights]
    model.load_state_dict(
        {name: torch.stack([s[name] for s in states]).mean(0) for name in states[0]}
    )
    return model.eval()


def export(model: EvidenceModel, path: Path) -> None:
    """Write the model as it is, in fp32."""
    shape = (2, 16)
    example = tuple(torch.full(shape, 5) for _ in range(2))
    names = ["input_ids", "attention_mask"]
    axes = {name: {0: "passage", 1: "token"} for name in [*names, "token_scores"]}
    torch.onnx.export(
        model,
        example,
        str(path),
        input_names=names,
        output_names=["token_scores", "none"],
        dynamic_axes={**axes, "none": {0: "passage"}},
        opset_version=OPSET,
        dynamo=False,
    )


def rounded(weight: NDArray[np.float32], axis: int) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Round a matrix to int8 with one scale for each index of an axis."""
    scale = np.abs(weight).max(axis=1 - axis, keepdims=True) / 127
    scale = np.where(scale == 0, 1, scale).astype(np.float32)
    return np.round(weight / scale).astype(np.int8), scale.squeeze(1 - axis)


def store_int8(model: ModelProto) -> None:
    """Replace the large weights of a graph by int8 ones that are made floats where used."""
    graph = model.graph
    weights = {tensor.name: tensor for tensor in graph.initializer}
    nodes: list[NodeProto] = []
    done: set[str] = set()
    for node in list(graph.node):
        position = {"MatMul": 1, "Gather": 0}.get(node.op_type)
        tensor = None if position is None else weights.get(node.input[position])
        if tensor is None or len(tensor.dims) != 2 or tensor.data_type != TensorProto.FLOAT:
            nodes.append(node)
            continue
        matrix = numpy_helper.to_array(tensor)
        name = tensor.name
        values, scale = rounded(matrix, 1 if node.op_type == "MatMul" else 0)
        if name not in done:
            done.add(name)
            graph.initializer.remove(tensor)
            graph.initializer.append(numpy_helper.from_array(values, f"{name}_int8"))
            shaped = scale if node.op_type == "MatMul" else scale[:, None]
            graph.initializer.append(numpy_helper.from_array(shaped, f"{name}_scale"))
        nodes += _dequantized(node, name)
    del graph.node[:]
    graph.node.extend(nodes)
    onnx.checker.check_model(model)


def _dequantized(node: NodeProto, name: str) -> list[NodeProto]:
    """Return the nodes that do what a node did, with its weight stored as int8."""
    out = node.output[0]
    if node.op_type == "MatMul":
        inputs = [f"{name}_int8", f"{name}_scale"]
        matrix = f"{out}_weight"
        return [
            helper.make_node("DequantizeLinear", inputs, [matrix], axis=1),
            helper.make_node("MatMul", [node.input[0], matrix], [out], name=node.name),
        ]
    indices = node.input[1]
    return [
        helper.make_node("Gather", [f"{name}_int8", indices], [f"{out}_rows"]),
        helper.make_node("Cast", [f"{out}_rows"], [f"{out}_float"], to=TensorProto.FLOAT),
        helper.make_node("Gather", [f"{name}_scale", indices], [f"{out}_scale"]),
        helper.make_node("Mul", [f"{out}_float", f"{out}_scale"], [out]),
    ]


def restore(path: Path) -> dict[str, torch.Tensor]:
    """Read the weights back from an exported graph, to train on from a model that was shipped."""
    graph = onnx.load(path).graph
    tensors = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    state = {name: a for name, a in tensors.items() if not name.endswith(("_int8", "_scale"))}
    for node in graph.node:
        if node.op_type == "DequantizeLinear":
            module = node.output[0].removesuffix("/MatMul_output_0_weight").strip("/")
            matrix = tensors[node.input[0]] * tensors[node.input[1]]
            state[f"{module.replace('/', '.')}.weight"] = matrix.T
        elif node.op_type == "Gather" and node.input[0].endswith("_int8"):
            table = node.input[0].removesuffix("_int8")
            state[table] = tensors[node.input[0]] * tensors[f"{table}_scale"]
    return {name: torch.tensor(state[name]) for name in empty_model().state_dict()}


def main() -> None:
    """Export trained weights into a folder with the tokenizer."""
    parser = argparse.ArgumentParser(description=__doc__)
    weights = [Path("build/evidence/weights.pt")]
    parser.add_argument("--base", type=Path, required=True, help="folder of all-mpnet-base-v2")
    parser.add_argument("--weights", type=Path, nargs="+", default=weights, help="averaged")
    parser.add_argument("--out", type=Path, default=Path("build/evidence/model"))
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    path = options.out / "model.onnx"
    export(load(options.weights), path)
    model = onnx.load(path)
    store_int8(model)
    onnx.save(model, path)
    digest = sha256(path.read_bytes()).hexdigest()
    (options.out / "model.sha256").write_text(f"{digest}  model.onnx\n", encoding="ascii")
    shutil.copy(options.base / "tokenizer.json", options.out)


if __name__ == "__main__":
    main()
