"""Does with impacket what its arguments say: PORT USER DIALECT ACTION LOCAL, the password on stdin."""

import json
import os
import sys

from impacket.smbconnection import SMBConnection

SHARE = "share"


def walk(client, path=""):
    for entry in client.listPath(SHARE, path + "\\*"):
        name = entry.get_longname()
        if name not in (".", ".."):
            yield path + "\\" + name, bool(entry.is_directory())
            if entry.is_directory():
                yield from walk(client, path + "\\" + name)


def get(client, local):
    for path, is_folder in walk(client, "\\tree"):
        target = local + path.replace("\\", "/")[len("/tree"):]
        if is_folder:
            os.makedirs(target)
        else:
            with open(target, "wb") as file:
                client.getFile(SHARE, path, file.write)


def put(client, local):
    client.createDirectory(SHARE, "put")
    for folder, folders, files in os.walk(local):
        at = "put" + folder[len(local):].replace("/", "\\")
        for name in folders:
            client.createDirectory(SHARE, at + "\\" + name)
        for name in files:
            with open(os.path.join(folder, name), "rb") as file:
                client.putFile(SHARE, at + "\\" + name, file.read)


def rename(client, _):
    client.rename(SHARE, "put\\sizes", "put\\größen 漢字")


def remove(client, _):
    for path, is_folder in reversed(list(walk(client, "\\put"))):
        (client.deleteDirectory if is_folder else client.deleteFile)(SHARE, path)
    client.deleteDirectory(SHARE, "put")


def shares(client, _):
    print(json.dumps([share["shi1_netname"][:-1] for share in client.listShares()]))


port, user, dialect, action, local = sys.argv[1:]
client = SMBConnection("127.0.0.1", "127.0.0.1", sess_port=int(port), preferredDialect=int(dialect, 16))
client.login(user, sys.stdin.read())
if client.getDialect() != int(dialect, 16):
    sys.exit("the dialect is %x" % client.getDialect())
globals()[action](client, local)
client.logoff()
