"""The embedded Elasticsearch by hand: python -m search.embedded start|stop|kill|status|remove."""

import argparse

from search import embedded
from search.embedded import program


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m search.embedded")
    parser.add_argument("command", choices=["start", "stop", "kill", "status", "remove"])
    command = parser.parse_args().command
    server = embedded.shared()
    try:
        if command == "start":
            print(embedded.start())
        elif command == "stop":
            print("Elasticsearch stopped." if embedded.stop() else "Elasticsearch was not running.")
        elif command == "kill":
            print("Elasticsearch was killed." if server.kill() else "Elasticsearch was not running.")
        elif command == "status":
            print(status(server))
        else:
            embedded.remove()
            print(f"Removed with its data. The program stays in {program.cache()} for other checkouts.")
    except embedded.NoElasticsearchError as error:
        parser.exit(1, f"{error}\n")
    except KeyboardInterrupt:
        parser.exit(130, "Stopped. The same command begins again.\n")


def status(server: embedded.Server) -> str:
    if server.is_answering():
        return f"Elasticsearch answers on {server.url}"
    if server.process():
        return f"Elasticsearch runs and does not answer. Its journal: {server.journal}"
    return "Elasticsearch does not run."


if __name__ == "__main__":
    main()
