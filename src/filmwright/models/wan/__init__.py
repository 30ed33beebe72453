"""Open weights of the Wan family: folders opened safely, clips encoded, and the task that trains a LoRA or all weights.

Only stock classes of diffusers and transformers live here, and only safetensors are read; no code of a folder is run.
Rights are asked before a film's frames come here; this package decides nothing about them. The loop is elsewhere
(``task``), and so are adapters' files (``adapters``, ``exports``), which know no Wan but its layers' names.

``folder`` opens, loads and saves; ``checks`` refuses what is unsafe or damaged; ``clips`` is what a run learns from and
``encode`` makes it; ``times`` draws times of the flow; ``task`` is the loss.
"""
