"""A Hugging Face trainer for lr-finder. Put your model in; everything marked (yours) goes.

lr-finder run --trainer "python lr_trainer.py"
"""

import torch
from transformers import BertConfig, BertForSequenceClassification, Trainer, TrainingArguments

import lr_finder
import lr_finder.transformers

# Before the model is made: the finder starts this script again with the same seed.
seed = lr_finder.seed(0)

# (yours) Model and data: which of two words begins the sentence.
model = BertForSequenceClassification(
    BertConfig(
        vocab_size=50,
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=16,
    )
)
words = torch.randint(2, 50, (640, 12))
words[:, 0] = torch.arange(640) % 2
data = [{"input_ids": row, "labels": row[0]} for row in words]

trainer = Trainer(
    model,
    TrainingArguments(
        "lr_trainer_output",
        num_train_epochs=2,
        per_device_train_batch_size=16,
        seed=seed,
        report_to=[],
        save_strategy="no",
    ),
    train_dataset=data[:512],
    eval_dataset=data[512:],
)

# The one line that is added: it returns at once without the finder.
lr_finder.transformers.serve(trainer)
trainer.train()
