"""The other end of a connection: echoes byte messages until the end. Arguments: role, family, address, key in hex."""
import sys
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client, Listener

role, family, address, key = sys.argv[1:5]
if family == 'AF_INET':
    address = ('127.0.0.1', int(address))
key = bytes.fromhex(key) if key != '-' else None


def echo(connection):
    try:
        while True:
            connection.send_bytes(connection.recv_bytes())
    except EOFError:
        pass


try:
    if role == 'listener':
        with Listener(address, family, authkey=key) as listener:
            print(listener.address[1] if family == 'AF_INET' else listener.address, flush=True)
            with listener.accept() as connection:
                echo(connection)
    else:
        with Client(address, family, authkey=key) as connection:
            if role == 'pickling-client':
                connection.send(['a pickle', 1])
            echo(connection)
    print('echoed')
except AuthenticationError as e:
    print('AuthenticationError: %s' % e)
