"`python -m rqae`: the `rqae` command, for torchrun and `accelerate launch`"
import sys

from rqae.cli import main

sys.exit(main())
