"""`make bench`: every benchmark, one after the other."""

from benchmarks import gate, legal_time, night

if __name__ == "__main__":
    legal_time.main()
    gate.main()
    night.main()
