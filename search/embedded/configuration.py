"""The files that tell an Elasticsearch of development and tests how to run."""

import json

JOURNAL = """\
appender.file.type = RollingFile
appender.file.name = file
appender.file.fileName = ${sys:es.logs.base_path}/journal
appender.file.filePattern = ${sys:es.logs.base_path}/journal.%i
appender.file.layout.type = PatternLayout
appender.file.layout.pattern = [%d{ISO8601}][%-5p][%c{1.}] %marker%m%n
appender.file.policies.type = Policies
appender.file.policies.size.type = SizeBasedTriggeringPolicy
appender.file.policies.size.size = 10MB
appender.file.strategy.type = DefaultRolloverStrategy
appender.file.strategy.max = 1
rootLogger.level = warn
rootLogger.appenderRef.file.ref = file
"""
# Memory is taken as it is needed, not all at once: these machines are small.
JAVA_OPTIONS = """\
-XX:-AlwaysPreTouch
-XX:+UseG1GC
-XX:+ExitOnOutOfMemoryError
-Djava.io.tmpdir=${ES_TMPDIR}
20-:--add-modules=jdk.incubator.vector
"""


def files(server) -> dict[str, str]:
    """Return the name and the content of each file of the configuration."""
    lines = (f"{name}: {value}\n" for name, value in _settings(server).items())
    return {
        "elasticsearch.yml": "".join(lines),
        "jvm.options": f"-Xms{server.heap}m\n-Xmx{server.heap}m\n{JAVA_OPTIONS}"
        + "-XX:TieredStopAtLevel=1\n" * server.quick,
        "log4j2.properties": JOURNAL,
        **dict.fromkeys(("role_mapping.yml", "roles.yml", "users", "users_roles"), ""),
    }


def _settings(server) -> dict[str, object]:
    settings = {
        "cluster.name": server.cluster,
        "node.name": server.name,
        "network.host": "127.0.0.1",
        "http.port": server.current_port,
        "path.data": server.home / "data",
        "path.logs": server.home / "logs",
        "xpack.security.enabled": "false",
        "xpack.security.autoconfiguration.enabled": "false",
        "cluster.routing.allocation.disk.threshold_enabled": "false",
        "action.auto_create_index": "false",
    }
    if not server.peers:
        return settings | {"discovery.type": "single-node"}
    return settings | {
        "transport.port": dict(server.peers)[server.name],
        "discovery.seed_hosts": json.dumps([f"127.0.0.1:{port}" for _, port in server.peers]),
        "cluster.initial_master_nodes": json.dumps([name for name, _ in server.peers]),
    }
