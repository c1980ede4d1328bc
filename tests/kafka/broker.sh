#!/bin/bash
# One real Apache Kafka broker (KRaft, one node) for tests, run from plain Maven jars.
#
#   broker.sh start   starts it and prints its address, host:port, as the only line
#   broker.sh stop    ends it cleanly        broker.sh kill   ends it with -9
#   broker.sh wipe    stops it and removes its data
#   broker.sh jars    only fetches the jars
#
# KAFKA_BOOTSTRAP  a broker that is already there: its address is printed, nothing is started or stopped
# WORK             folder of this broker (data, log, pid); by default target/kafka/broker beside Cargo.toml
# PORT             its port, PORT+1 the controller's; by default two free ones
# OWNER            a process: when it ends, however it ends, the broker is killed and WORK removed
# JARS             folder of the jars, shared by all brokers; by default target/kafka/jars
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
target=${CARGO_TARGET_DIR:-$root/target}
export WORK=${WORK:-$target/kafka/broker}
JARS=${JARS:-$target/kafka/jars}
# Small and quick: one compiler tier, one collector thread; a class archive makes the second start quicker.
flags="-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
logging="-Dlog4j2.configurationFile=$here/log4j2.properties"

fail() { echo "$1" >&2; exit 1; }

need() {
    command -v java >/dev/null 2>&1 && command -v mvn >/dev/null 2>&1 && return
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq default-jre-headless maven; } >&2 ||
            fail "Java and Maven are missing and apt-get could not install them"
    else
        fail "the tests on a real Kafka need Java 17 and Maven (default-jre-headless, maven), or KAFKA_BOOTSTRAP=host:port"
    fi
}

jars() {
    [ -e "$JARS/.complete" ] && return
    need
    mkdir -p "$JARS"
    # Several test programs may start at once: one fetches, the others wait.
    (
        flock 9
        [ -e "$JARS/.complete" ] && exit 0
        mvn -q -B -f "$here/pom.xml" dependency:copy-dependencies -DoutputDirectory="$JARS" >&2
        touch "$JARS/.complete"
    ) 9>"$JARS.lock" || fail "the Kafka jars could not be fetched"
}

# A port is free when nothing answers; two neighbours are needed.
answers() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

write_config() {
    mkdir -p "$WORK"
    cat >"$WORK/server.properties" <<P
process.roles=broker,controller
node.id=1
controller.quorum.bootstrap.servers=127.0.0.1:$((PORT + 1))
listeners=PLAINTEXT://127.0.0.1:$PORT,CONTROLLER://127.0.0.1:$((PORT + 1))
advertised.listeners=PLAINTEXT://127.0.0.1:$PORT
controller.listener.names=CONTROLLER
log.dirs=$WORK/data
auto.create.topics.enable=false
offsets.topic.replication.factor=1
offsets.topic.num.partitions=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
share.coordinator.state.topic.num.partitions=1
group.initial.rebalance.delay.ms=0
log.cleaner.dedupe.buffer.size=8388608
# A topic that compacts at once is looked at this often; the default is 15 s.
log.cleaner.backoff.ms=500
# A restart after kill -9 waits for the dead one's session.
broker.session.timeout.ms=1500
broker.heartbeat.interval.ms=300
# Open transactions of dead producers are looked for this often; the default is 10 s.
transaction.abort.timed.out.transaction.cleanup.interval.ms=500
P
}

start() {
    jars
    if [ -z "${PORT:-}" ] && [ -e "$WORK/port" ]; then PORT=$(cat "$WORK/port"); fi
    chosen=
    if [ -z "${PORT:-}" ]; then
        chosen=yes
        while :; do
            # Below the ports from which clients connect: one of those may be taken at any moment.
            PORT=$((20000 + 2 * (RANDOM % 6000)))
            answers "$PORT" || answers $((PORT + 1)) || break
        done
    fi
    write_config
    echo "$PORT" >"$WORK/port"
    if [ ! -e "$WORK/data/meta.properties" ]; then
        java $flags -cp "$JARS/*" "$logging" kafka.tools.StorageTool format --standalone \
            -t "$(awk -v seed="$RANDOM" 'BEGIN { srand(seed); s = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"; for (i = 0; i < 21; i++) r = r substr(s, 1 + int(rand() * 62), 1); print r "Q" }')" \
            -c "$WORK/server.properties" >"$WORK/format.log" 2>&1 || { cat "$WORK/format.log" >&2; exit 1; }
    fi
    archive="-XX:SharedArchiveFile=$JARS/classes.jsa"
    [ -e "$JARS/classes.jsa" ] || archive="-XX:ArchiveClassesAtExit=$WORK/classes.jsa"
    nohup java "-Xmx${HEAP:-384m}" $flags $archive -Xlog:cds=off -Xlog:cds+dynamic=off -cp "$JARS/*" "$logging" \
        kafka.Kafka "$WORK/server.properties" </dev/null >>"$WORK/log" 2>&1 &
    echo $! >"$WORK/pid"
    tries=0
    until answers "$PORT"; do
        if ! kill -0 "$(cat "$WORK/pid")" 2>/dev/null; then
            # Another took the port in between.
            if [ -n "$chosen" ] && grep -q 'Address already in use' "$WORK/log"; then
                rm -f "$WORK/port" "$WORK/pid" "$WORK/log"
                PORT=
                start
                return
            fi
            tail -5 "$WORK/log" >&2
            fail "the broker ended while starting"
        fi
        tries=$((tries + 1))
        [ $tries -lt 1500 ] || fail "the broker does not listen after 30 s; see $WORK/log"
        sleep 0.02
    done
    # In a session of its own: what ends the owner's whole group must not end the clean-up.
    if [ -n "${OWNER:-}" ]; then setsid "$here/broker.sh" watch </dev/null >/dev/null 2>&1 & fi
    echo "127.0.0.1:$PORT"
}

# Tests that fail or are killed must leave no broker behind.
watch_owner() {
    while kill -0 "$OWNER" 2>/dev/null; do sleep 0.5; done
    end KILL
    rm -rf "$WORK"
}

# Only the process whose id this script wrote down.
end() {
    [ -e "$WORK/pid" ] || return 0
    pid=$(cat "$WORK/pid")
    kill "-$1" "$pid" 2>/dev/null || true
    while kill -0 "$pid" 2>/dev/null; do sleep 0.02; done
    rm -f "$WORK/pid"
    # The archive is written at a clean end; whole files only become shared ones.
    if [ -e "$WORK/classes.jsa" ] && [ ! -e "$JARS/classes.jsa" ]; then mv "$WORK/classes.jsa" "$JARS/classes.jsa"; fi
}

if [ -n "${KAFKA_BOOTSTRAP:-}" ]; then
    [ "${1:-}" = start ] && echo "$KAFKA_BOOTSTRAP"
    exit 0
fi
case "${1:-}" in
    start) start ;;
    stop) end TERM ;;
    kill) end KILL ;;
    wipe) end KILL; rm -rf "$WORK" ;;
    jars) jars ;;
    watch) watch_owner ;;
    *) sed -n '2,15p' "$0"; exit 2 ;;
esac
