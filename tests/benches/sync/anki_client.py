"""One note for each line of standard input, synced by Anki to its own server and from there to a second collection.

Prints {"push", "pull", "up", "down", "peak"}: seconds, bytes (as a proxy before the server counts them), KiB.
"""

import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from anki.collection import AddNoteRequest, Collection
from anki.decks import DeckId

counted = {"up": 0, "down": 0}


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def pump(source, sink, way):
    try:
        while block := source.recv(65536):
            counted[way] += len(block)
            sink.sendall(block)
    except OSError:
        pass
    for one in (source, sink):
        try:
            one.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


def counting(port):
    listener = socket.create_server(("127.0.0.1", 0))

    def serve():
        while True:
            client, _ = listener.accept()
            server = socket.create_connection(("127.0.0.1", port))
            threading.Thread(target=pump, args=(client, server, "up"), daemon=True).start()
            threading.Thread(target=pump, args=(server, client, "down"), daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    return listener.getsockname()[1]


def wait_for(port):
    for _ in range(600):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return
        except OSError:
            time.sleep(0.05)
    raise SystemExit("Anki's server does not answer")


def peak(process):
    for line in Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1])
    return 0


def synced(collection, auth):
    began = time.monotonic()
    output = collection.sync_collection(auth, False)
    taken = time.monotonic() - began
    assert output.required in (output.NO_CHANGES, output.NORMAL_SYNC), output
    return taken


def full(collection, auth, upload):
    output = collection.sync_collection(auth, False)
    collection.close_for_full_sync()
    collection.full_upload_or_download(auth=auth, server_usn=output.server_media_usn, upload=upload)
    collection.reopen(after_full_sync=True)


def main():
    rows = sys.stdin.read().splitlines()
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        names = {"SYNC_USER1": "a:b", "SYNC_BASE": f"{folder}/server", "SYNC_HOST": "127.0.0.1", "SYNC_PORT": str(port)}
        server = subprocess.Popen(
            [sys.executable, "-m", "anki.syncserver"],
            env={**os.environ, **names},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            wait_for(port)
            first, second = Collection(f"{folder}/first.anki2"), Collection(f"{folder}/second.anki2")
            auth = first.sync_login("a", "b", f"http://127.0.0.1:{counting(port)}/")
            full(first, auth, True)
            full(second, auth, False)
            kind = first.models.by_name("Basic")
            notes = []
            for row in rows:
                note = first.new_note(kind)
                note.fields = [json.loads(row)["id"], row]
                notes.append(AddNoteRequest(note=note, deck_id=DeckId(1)))
            first.add_notes(notes)
            del notes
            for process in (os.getpid(), server.pid):
                Path(f"/proc/{process}/clear_refs").write_text("5")
            counted.update(up=0, down=0)
            push = synced(first, auth)
            up = counted["up"]
            counted.update(up=0, down=0)
            pull = synced(second, auth)
            assert second.note_count() == len(rows), second.note_count()
            used = peak(os.getpid()) + peak(server.pid)
            print(json.dumps({"push": push, "pull": pull, "up": up, "down": counted["down"], "peak": used}))
            for collection in (first, second):
                collection.close()
        finally:
            server.terminate()
            server.wait()


main()
