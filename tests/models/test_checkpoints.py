"""A reader of one's own: any cross-encoder or extractive-QA checkpoint on this machine.

The checkpoints are tiny ones of random weights, made here: what counts is which scores come
back for which sentences.
"""

import json
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file
from transformers import (
    AutoTokenizer,
    BertConfig,
    BertForQuestionAnswering,
    BertForSequenceClassification,
    BertForTokenClassification,
    PreTrainedModel,
)

from assistant import Assistant, Settings
from assistant.errors import ModelError
from assistant.models.checkpoints import load_checkpoint
from assistant.models.embedder import packaged_folder
from assistant.models.evidence_graph import UNREAD
from assistant.models.scoring import Window
from tests.conftest import ROOT

WINDOWS = [Window(("The dam was built in 1962.", "It rained.")), Window(("Nobody was hurt.",))]


def checkpoint(folder: Path, kind: type[PreTrainedModel], labels: int = 1) -> str:
    torch.manual_seed(0)
    tokenizer = AutoTokenizer.from_pretrained(packaged_folder(), model_max_length=64)
    config = BertConfig(
        vocab_size=len(tokenizer),
        hidden_size=8,
        num_hidden_layers=1,
        num_attention_heads=1,
        intermediate_size=8,
    )
    config.num_labels = labels
    kind(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return str(folder)


@pytest.mark.parametrize("kind", [BertForSequenceClassification, BertForQuestionAnswering])
def test_every_sentence_gets_its_score(tmp_path: Path, kind: type[PreTrainedModel]) -> None:
    labels = 2 if kind is BertForQuestionAnswering else 1
    reader = load_checkpoint(checkpoint(tmp_path, kind, labels))
    scores = reader.score("When was the dam built?", WINDOWS)
    assert [len(row) for row in scores] == [2, 1]
    [alone] = reader.score("When was the dam built?", WINDOWS[1:])
    assert alone == pytest.approx(scores[1], abs=1e-4)
    assert reader.score("When?", []) == []


def test_an_answer_lies_within_its_sentence(tmp_path: Path) -> None:
    folder = checkpoint(tmp_path, BertForQuestionAnswering, 2)
    reader = load_checkpoint(folder)
    [scores] = reader.score("When?", [Window(("It rained.", "word " * 100, "The end."))])
    assert scores[0] > UNREAD
    assert scores[2] == UNREAD  # beyond what the model reads


def test_it_answers_with_stored_sentences(tmp_path: Path) -> None:
    reader = checkpoint(tmp_path / "reader", BertForSequenceClassification)
    settings = Settings(store=tmp_path / "store", reader=reader, threshold=0)
    with Assistant.open(settings=settings) as assistant:
        assistant.add(ROOT / "corpus" / "dibis-strike.txt")
        answer = assistant.ask("who claimed the Dibis strike?")
    assert answer.citations
    for citation in answer.citations:
        assert citation.article.text[citation.start : citation.end] == citation.quote


@pytest.mark.parametrize(
    ("kind", "labels", "words"),
    [
        (BertForSequenceClassification, 3, "gives 3 scores"),
        (BertForTokenClassification, 2, "BertForTokenClassification"),
    ],
)
def test_another_kind_is_refused(
    tmp_path: Path, kind: type[PreTrainedModel], labels: int, words: str
) -> None:
    with pytest.raises(ModelError, match=words):
        load_checkpoint(checkpoint(tmp_path, kind, labels))


def test_one_that_is_not_here_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="ASSISTANT_READER"):
        load_checkpoint(str(tmp_path / "nowhere"))


PRUNER = """
from torch import nn
from transformers import PretrainedConfig, PreTrainedModel

class PrunerConfig(PretrainedConfig):
    model_type = "pruner-of-a-test"

class Pruner(PreTrainedModel):
    config_class = PrunerConfig

    def __init__(self, config):
        super().__init__(config)
        self.layer = nn.Linear(1, 1)
        self.post_init()

    def process(self, question, context, threshold, return_sentence_metrics):
        rows = [[0.9 if "dam" in sentence else 0.1 for sentence in text] for text in context]
        return {"sentence_probabilities": rows}
"""
PRUNER_CONFIG = {
    "architectures": ["Pruner"],
    "model_type": "pruner-of-a-test",
    "auto_map": {"AutoConfig": "pruner.PrunerConfig", "AutoModel": "pruner.Pruner"},
}


def pruner(folder: Path) -> str:
    (folder / "pruner.py").write_text(PRUNER)
    (folder / "config.json").write_text(json.dumps(PRUNER_CONFIG))
    save_file(
        {"layer.weight": torch.zeros(1, 1), "layer.bias": torch.zeros(1)},
        folder / "model.safetensors",
        {"format": "pt"},
    )
    return str(folder)


def test_a_sentence_pruner_is_read_by_its_own_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "transformers.dynamic_module_utils.HF_MODULES_CACHE", str(tmp_path / "modules")
    )
    folder = tmp_path / "pruner"
    folder.mkdir()
    reader = load_checkpoint(pruner(folder), run_code=True)
    scores = reader.score("When was the dam built?", WINDOWS)
    assert [[score > 0 for score in row] for row in scores] == [[True, False], [False]]
    assert reader.score("When?", []) == []


def test_code_of_a_checkpoint_is_not_run_unasked(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="ASSISTANT_READER_CODE"):
        load_checkpoint(pruner(tmp_path))
