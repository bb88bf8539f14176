"""Answers to exercise 4.6."""


def settings(kind, sizes, pretraining_rate, pretraining_epochs, rate, epochs):
    return {
        "kind": kind,
        "hidden_sizes": sizes,
        "pretraining_rate": pretraining_rate,
        "pretraining_epochs": pretraining_epochs,
        "rate": rate,
        "epochs": epochs,
    }


WRONG = [
    (settings("rbm", (200, 200, 200), 0.1, 8, 0.3, 20), "the budget is 4,000"),
    (settings("none", (20,), 0, 0, 0.3, 20), "without pre-training 300 labels"),
    (settings("rbm", (20,), 0.1, 1, 0.001, 2), "hardly left its plateau"),
    (settings("rbm", (20,), 0.1, 1, 0.3, 0), "output layer is random"),
    (settings("dbn", (200,), 0.1, 8, 0.3, 20), "choose one of"),
    (settings("rbm", 200, 0.1, 8, 0.3, 20), "one to five layers"),
    ({"rate": 0.3}, "dictionary with the keys"),
]

RIGHT = [
    settings("rbm", (100, 100), 0.1, 7, 0.3, 60),
    settings("rbm", [200], 0.1, 10, 0.3, 130),
    settings("rbm", (100, 150), 0.1, 7, 0.5, 80),
]
