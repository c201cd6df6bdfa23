"""Train the evidence model: it reads a question and a window together and scores sentences.

The encoder is the lower layers of all-mpnet-base-v2. One linear layer scores every token, a
sentence's score is pooled from its tokens' scores, and one linear layer over the first token
scores "none of them". Run it from the project's root; what was interrupted goes on from its last
checkpoint:

    python -m training.train --base MPNET --data ../shared/data --out build/evidence --minutes 240
"""

import argparse
import json
import math
import random
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional
from transformers import MPNetConfig, MPNetModel

from training.cases import Case
from training.plan import plan
from training.windows import Cutter

LAYERS, FROZEN_LAYERS = 8, 4
MAX_TOKENS = 448
MAX_QUESTION_TOKENS = 64
MAX_ABOUT_TOKENS = 64
BATCH_TOKENS = 4000
PARTS = 4
LEARNING_RATE = 6e-5
HEADS = 16  # how many times that is the rate of the heads
WARM_UP = 0.06
LOWEST_RATE = 0.02
EACH_WEIGHT = 0.5
CHECKPOINT_SECONDS = 240

START, PAD, END = 0, 1, 2
"""The special tokens of MPNet."""


@dataclass(frozen=True)
class Batch:
    """Cases as tensors: `member` is (case, sentence, token), the labels (case, sentence)."""

    ids: Tensor
    mask: Tensor
    member: Tensor
    answers: Tensor
    counted: Tensor


def pool(scores: Tensor, member: Tensor) -> Tensor:
    """Pool token scores (case, token) into sentence scores: the log of the mean exponential."""
    hidden = scores[:, None, :].expand_as(member).masked_fill(~member, -1e4)
    return hidden.logsumexp(-1) - member.sum(-1).clamp(min=1).log()


class EvidenceModel(nn.Module):
    """The encoder with its two heads."""

    def __init__(self, encoder: MPNetModel) -> None:
        super().__init__()
        self.encoder = encoder
        self.token_head = nn.Linear(encoder.config.hidden_size, 1)
        self.none_head = nn.Linear(encoder.config.hidden_size, 1)
        for head in (self.token_head, self.none_head):
            nn.init.normal_(head.weight, std=0.02)
            nn.init.zeros_(head.bias)

    def forward(self, ids: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Return token scores (case, token) and "none" scores (case)."""
        states = self.encoder(input_ids=ids, attention_mask=mask)[0]
        return self.token_head(states).squeeze(-1), self.none_head(states[:, 0]).squeeze(-1)


def new_model(base: Path) -> EvidenceModel:
    """Make a model of the lower layers of a pretrained one, its lowest frozen.

    Args:
        base: the folder of all-mpnet-base-v2.
    """
    encoder = MPNetModel.from_pretrained(
        base,
        add_pooling_layer=False,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
    )
    encoder.encoder.layer = encoder.encoder.layer[:LAYERS]
    encoder.config.num_hidden_layers = LAYERS
    for part in (encoder.embeddings, *encoder.encoder.layer[:FROZEN_LAYERS]):
        part.requires_grad_(requires_grad=False)
    return EvidenceModel(encoder)


def empty_model() -> EvidenceModel:
    """Make a model of the right shape, for weights to be loaded into."""
    config = MPNetConfig(
        num_hidden_layers=LAYERS,
        vocab_size=30527,
        max_position_embeddings=514,
        layer_norm_eps=1e-5,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
    )
    return EvidenceModel(MPNetModel(config, add_pooling_layer=False))


class Encoder:
    """Turns cases into batches."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        tokenizer.no_padding()
        tokenizer.no_truncation()
        self._tokenizer = tokenizer

    def pieces(self, texts: Sequence[str]) -> list[list[int]]:
        """Return each text's word pieces, without special ones."""
        return [e.ids for e in self._tokenizer.encode_batch(list(texts), add_special_tokens=False)]

    def counts(self, texts: Sequence[str]) -> list[int]:
        """Count each text's word pieces, without special ones."""
        return [len(pieces) for pieces in self.pieces(texts)]

    def batch(self, cases: Sequence[Case]) -> Batch:
        """Encode cases as `<s> question | about </s> </s> sentence sentence ... </s>`."""
        rows = [self._row(case) for case in cases]
        width = max(len(ids) for ids, _, _ in rows)
        depth = max(len(case.sentences) for case in cases)
        batch = Batch(
            ids=torch.full((len(cases), width), PAD),
            mask=torch.zeros((len(cases), width), dtype=torch.long),
            member=torch.zeros((len(cases), depth, width), dtype=torch.bool),
            answers=torch.zeros((len(cases), depth), dtype=torch.bool),
            counted=torch.ones((len(cases), depth), dtype=torch.bool),
        )
        for row, (case, (ids, first, ends)) in enumerate(zip(cases, rows, strict=True)):
            batch.ids[row, : len(ids)] = torch.tensor(ids)
            batch.mask[row, : len(ids)] = 1
            for i, (start, end) in enumerate(pairwise([first, *ends])):
                batch.member[row, i, start:end] = True
            batch.answers[row, list(case.answering)] = True
            batch.counted[row, [i for i in case.ignored if i not in case.answering]] = False
        batch.counted.logical_and_(batch.member.any(-1))
        batch.answers.logical_and_(batch.counted)
        return batch

    def _row(self, case: Case) -> tuple[list[int], int, list[int]]:
        question, about, *sentences = self.pieces(
            [case.question, f"| {case.about}", *case.sentences]
        )
        ids = [START, *question[:MAX_QUESTION_TOKENS]]
        if case.about:
            ids += about[:MAX_ABOUT_TOKENS]
        ids += [END, END]
        first = len(ids)
        ends = []
        for sentence in sentences:
            ids += sentence
            ends.append(min(len(ids), MAX_TOKENS - 1))
        return [*ids[: MAX_TOKENS - 1], END], first, ends


def loss_of(sentences: Tensor, none: Tensor, batch: Batch) -> Tensor:
    """Return the summed loss of a batch.

    The first term is the marginal likelihood of the answering sentences in a softmax over all
    sentences and "none"; the second asks of each sentence alone whether it answers, by its score
    less the "none" score, which makes scores comparable across windows.
    """
    scores = torch.cat([sentences.masked_fill(~batch.counted, -1e4), none[:, None]], dim=1)
    right = torch.cat([batch.answers, ~batch.answers.any(1, keepdim=True)], dim=1)
    likely = scores.masked_fill(~right, -1e4).logsumexp(1) - scores.logsumexp(1)
    each = functional.binary_cross_entropy_with_logits(
        sentences - none[:, None],
        batch.answers.float(),
        weight=batch.counted.float(),
        reduction="none",
    )
    return (EACH_WEIGHT * each.sum(1) / batch.counted.sum(1).clamp(min=1) - likely).sum()


def batches(
    cases: Sequence[Case], encoder: Encoder, rng: random.Random, window: int = 512
) -> list[list[Case]]:
    """Cut cases into batches of like length, keeping their order window by window."""
    made: list[list[Case]] = []
    for start in range(0, len(cases), window):
        some = cases[start : start + window]
        texts = [" ".join((case.question, case.about, *case.sentences)) for case in some]
        near: list[list[Case]] = [[]]
        for length, at in sorted(zip(encoder.counts(texts), range(len(some)), strict=True)):
            if length * (len(near[-1]) + 1) > BATCH_TOKENS:
                near.append([])
            near[-1].append(some[at])
        rng.shuffle(near)
        made += [batch for batch in near if batch]
    return made


def rate(progress: float) -> float:
    """Return the share of the learning rate: linear warm-up, then linear decay."""
    return max(min(progress / WARM_UP, (1 - progress) / (1 - WARM_UP)), LOWEST_RATE)


class Gradients:
    """Computes a batch's gradient, small parts of it side by side, one thread each.

    Parts are taken up as threads come free, so that a busy processor holds up no one; the
    usual threads within each operation wait for the slowest at every step.
    """

    def __init__(self, model: EvidenceModel, encoder: Encoder, threads: int) -> None:
        self._model = model
        self._encoder = encoder
        self._threads = ThreadPoolExecutor(threads)
        # Half as long where the processor multiplies such numbers itself, and far longer elsewhere.
        self._halves = bool(torch.cpu.get_capabilities().get("avx512_bf16"))
        self.parameters = [p for p in model.parameters() if p.requires_grad]

    def set(self, cases: Sequence[Case]) -> float:
        """Set each parameter's gradient of the mean loss, and return that loss."""
        size = max(1, math.ceil(len(cases) / PARTS))
        parts = [cases[i : i + size] for i in range(0, len(cases), size)]
        done = list(self._threads.map(self._part, parts))
        for i, parameter in enumerate(self.parameters):
            total = done[0][1][i]
            for _, gradients in done[1:]:
                total += gradients[i]
            parameter.grad = total / len(cases)
        return sum(loss for loss, _ in done) / len(cases)

    def _part(self, cases: Sequence[Case]) -> tuple[float, list[Tensor]]:
        batch = self._encoder.batch(cases)
        with torch.autocast("cpu", torch.bfloat16, enabled=self._halves):
            tokens, none = self._model(batch.ids, batch.mask)
        loss = loss_of(pool(tokens.float(), batch.member), none.float(), batch)
        return loss.item(), list(torch.autograd.grad(loss, self.parameters))


@dataclass
class Training:
    """A training under way, which can be saved and gone on with."""

    model: EvidenceModel
    optimizer: torch.optim.AdamW
    rate: float
    at: int = 0
    seconds: float = 0.0

    @classmethod
    def begin(cls, model: EvidenceModel, rate: float) -> "Training":
        """Begin a training, the heads at a higher rate than the encoder, which has this one."""
        groups = [
            {
                "params": [p for p in model.encoder.parameters() if p.requires_grad],
                "lr": rate,
            },
            {
                "params": [*model.token_head.parameters(), *model.none_head.parameters()],
                "lr": rate * HEADS,
            },
        ]
        return cls(model, torch.optim.AdamW(groups, weight_decay=0.01, fused=True), rate)

    def save(self, folder: Path) -> None:
        """Write the weights and a checkpoint, each whole or not at all."""
        whole = {
            "model": self.model.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "at": self.at,
            "seconds": self.seconds,
        }
        for name, state in (("weights.pt", self.model.state_dict()), ("checkpoint.pt", whole)):
            part = folder / f"{name}.part"
            torch.save(state, part)
            part.replace(folder / name)

    def restore(self, folder: Path) -> None:
        """Go on from a checkpoint, if there is one."""
        path = folder / "checkpoint.pt"
        if path.exists():
            saved = torch.load(path, weights_only=True)
            self.model.load_state_dict(saved["model"])
            self.optimizer.load_state_dict(saved["optimizer"])
            self.at, self.seconds = saved["at"], saved["seconds"]

    def steps(
        self, todo: Sequence[Sequence[Case]], gradients: Gradients, minutes: float
    ) -> Iterator[float]:
        """Train and yield each step's loss; where time is short, batches are left out evenly."""
        highest = [self.rate, self.rate * HEADS]
        began = time.monotonic() - self.seconds
        for at in range(self.at, len(todo)):
            self.at, self.seconds = at, time.monotonic() - began
            progress = (at + 0.5) / len(todo)
            if progress < self.seconds / 60 / minutes:
                continue
            for group, highest_rate in zip(self.optimizer.param_groups, highest, strict=True):
                group["lr"] = highest_rate * rate(progress)
            loss = gradients.set(todo[at])
            nn.utils.clip_grad_norm_(gradients.parameters, 1.0)
            self.optimizer.step()
            yield loss
        self.at, self.seconds = len(todo), time.monotonic() - began


def read_options() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", type=Path, required=True, help="folder of all-mpnet-base-v2")
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--out", type=Path, default=Path("build/evidence"))
    parser.add_argument("--start", type=Path, help="weights to go on from")
    parser.add_argument("--seed", type=int, default=13)
    parser.add_argument("--rate", type=float, default=LEARNING_RATE, help="the highest")
    parser.add_argument("--passes", type=int, default=1, help="over the news questions")
    parser.add_argument("--written", type=int, default=2, help="passes over the made-up ones")
    parser.add_argument("--minutes", type=float, default=math.inf, help="decay and end by then")
    parser.add_argument("--threads", type=int, default=2)
    return parser.parse_args()


def main() -> None:
    """Train, and save now and then and at the end."""
    options = read_options()
    torch.set_num_threads(1)
    torch.manual_seed(options.seed)
    rng = random.Random(options.seed)
    options.out.mkdir(parents=True, exist_ok=True)
    encoder = Encoder(Tokenizer.from_file(str(options.base / "tokenizer.json")))
    cutter = Cutter(encoder.counts, rng)
    cases = plan(options.data, cutter, rng, options.passes, options.written)
    todo = batches(cases, encoder, rng)
    print(json.dumps(Counter(f"{c.source}{'' if c.answering else ' none'}" for c in cases)))
    print(len(cases), "cases", len(todo), "steps", flush=True)
    model = new_model(options.base).train()
    if options.start:
        model.load_state_dict(torch.load(options.start, weights_only=True))
    training = Training.begin(model, options.rate)
    training.restore(options.out)
    gradients = Gradients(model, encoder, options.threads)
    running, done, saved = math.nan, 0, time.monotonic()
    for step, loss in enumerate(training.steps(todo, gradients, options.minutes), start=1):
        done += len(todo[training.at])
        running = loss if math.isnan(running) else 0.98 * running + 0.02 * loss
        if step % 20 == 0:
            minutes = training.seconds / 60
            print(
                f"{training.at}/{len(todo)} cases {done} loss {running:.3f} {minutes:.1f} min",
                flush=True,
            )
        if time.monotonic() - saved > CHECKPOINT_SECONDS:
            training.save(options.out)
            saved = time.monotonic()
    training.save(options.out)
    print("done", flush=True)


if __name__ == "__main__":
    main()
