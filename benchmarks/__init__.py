"""The figures of the design's section 9, product and peer side by side in one run."""
