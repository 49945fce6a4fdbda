# SPDX-License-Identifier: BSD-2-Clause
"""A web server in a VM and the peers: all instructions of the machine per request, and per MiB,
seen from outside."""
import shutil
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import peers
from counter import Machine, middle
from machine import Absent, figures_in, image, image_share, number

PAGE, FILE = 1024, 4 << 20  # bytes of the two files that the client fetches
ROUNDS, REQUESTS, FILES = 5, 400, 4
FIGURES = ['http_request', 'http_mb']
CONTENT = b'eVM\n' * (PAGE // 4)
GUEST = '10.0.2.15'


# ---- The server's files, the same for all ----

def nginx(build):
    """Unpacks Debian's nginx: an installation would start it."""
    root = build / 'debian/nginx'
    if not (root / 'usr/sbin/nginx').exists():
        root = peers.unpack(['nginx'], build / 'bench/http/package')
    return root / 'usr/sbin/nginx'


def site(build):
    """Makes the folder of the files that the manifest and the peers' initramfs take."""
    folder = build / 'bench/http'
    for part in ('etc/nginx', 'var/lib/nginx', 'var/log/nginx', 'www'):
        (folder / part).mkdir(parents=True, exist_ok=True)
    shutil.copy(nginx(build), folder / 'nginx')
    shutil.copy(Path(__file__).parent / 'http/nginx.conf', folder / 'etc/nginx')
    (folder / 'etc/passwd').write_text('root:x:0:0::/:\n')
    (folder / 'etc/group').write_text('root:x:0:\n')
    (folder / 'www/index.html').write_bytes(CONTENT)
    (folder / 'www/file').write_bytes(bytes(range(256)) * (FILE // 256))
    return folder


# ---- The client ----

class Client:
    """One connection for all requests."""

    def __init__(self, port):
        self.socket = socket.create_connection(('127.0.0.1', port), timeout=20)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def get(self, path, size):
        """Fetches `path`, which must have `size` bytes."""
        self.socket.sendall(f'GET {path} HTTP/1.1\r\nHost: bench\r\n\r\n'.encode())
        answer = b''
        while b'\r\n\r\n' not in answer:
            more = self.socket.recv(65536)
            if not more:
                raise OSError('the connection was closed')
            answer += more
        head, _, body = answer.partition(b'\r\n\r\n')
        length = f'Content-Length: {size}\r\n'.encode()
        if not head.startswith(b'HTTP/1.1 200 ') or length not in head:
            raise OSError(f'unexpected answer: {head[:80]!r}')
        parts, left = [body], size - len(body)
        while left:
            parts.append(self.socket.recv(min(left, 1 << 20)))
            if not parts[-1]:
                raise OSError('the connection was closed')
            left -= len(parts[-1])
        return b''.join(parts)


def first_answer(machine, port, seconds):
    """Waits until the server answers. Returns a client."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            client = Client(port)
            client.get('/', PAGE)
            return client
        except OSError as error:
            if time.monotonic() > deadline or not machine.runs():
                raise Absent(f'no answer by HTTP: {error}; it printed: '
                             f'{machine.printed()[-200:]!r}') from error
            time.sleep(0.2)


@contextmanager
def answered():
    try:
        yield
    except OSError as error:
        raise Absent(f'HTTP: {error}') from error


def rounds(machine, action):
    """Instructions of action(): the median of some rounds, and their spread."""
    action()
    counts = []
    for _ in range(ROUNDS):
        before = machine.instructions()
        action()
        counts.append(machine.instructions() - before)
    return middle(counts)


def measure_server(build, name, options, seconds, **devices):
    """Figures of a machine whose first network interface leads to the server at GUEST."""
    with Machine(build, name, options, [f'{GUEST}:80'], **devices) as machine:
        client = first_answer(machine, machine.ports[0], seconds)
        with answered():
            def requests():
                for _ in range(REQUESTS):
                    client.get('/', PAGE)

            def files():
                for _ in range(FILES):
                    client.get('/file', FILE)
            request, spread = rounds(machine, requests)
            stream, stream_spread = rounds(machine, files)
    return {'http_request': request // REQUESTS, 'http_request_spread': spread,
            'http_mb': (stream << 20) // (FILES * FILE), 'http_mb_spread': stream_spread}


def measure(build):
    site(build)
    return measure_server(build, 'http', ['-m', '128M', '-kernel', str(image(build, 'http.yaml'))],
                          60)


# ---- Many VMs ----

CROWD, CROWD_ROUNDS = 8, 50
CROWD_VM = """
  web{number}:
    guest: linux
    features: [devtmpfs, eth, proc, tmpfs]
    memory: 14M
    net: {{lan: 10.0.2.{address}/24}}
    root:
      - http/nginx:/usr/sbin/nginx
      - http/etc:/etc
      - http/var:/var
      - http/www/index.html:/www/index.html
    run: [nginx]"""


def fetch(machine, port):
    """Whether a server answers all requests of one client correctly."""
    try:
        client = first_answer(machine, port, 120)
        return all(client.get('/', PAGE) == CONTENT for _ in range(CROWD_ROUNDS))
    except (Absent, OSError):
        return False


def measure_crowd(build):
    """How many VMs with a server answer clients of their own at the same time, and the last one's
    memory, with its part of the switch, and its files in the image."""
    site(build)
    vms = ''.join(CROWD_VM.format(number=i, address=20 + i) for i in range(CROWD))
    manifest = (f'system: crowd\nvms:{vms}\n'
                '  pages: {guest: native, program: pages.elf, booter: yes}\n'
                'switches: {lan: {uplink: nic0}}\n')
    (build / 'bench/crowd.yaml').write_text(manifest)
    options = ['-m', '256M', '-kernel', str(image(build, 'crowd.yaml'))]
    with Machine(build, 'crowd', options, [f'10.0.2.{20 + i}:80' for i in range(CROWD)]) as machine:
        with ThreadPoolExecutor(CROWD) as clients:
            good = sum(clients.map(lambda port: fetch(machine, port), machine.ports))
    figures = figures_in(machine.printed())
    share = number(figures, 'behind_kib') // CROWD
    return {'vm_count_8': good, 'http_vm_kib': number(figures, 'additional_vm_kib') + share,
            'http_vm_image_kib': image_share(build, 'crowd.yaml', f'web{CROWD - 1}')}


# ---- Plain Linux ----

def guest_root(build, kernel, modules, init):
    """An initramfs with the same server, for a guest with that kernel."""
    folder = site(build)
    files = {'init': init, 'bin/busybox': '/bin/busybox', 'usr/sbin/nginx': folder / 'nginx',
             **{part: folder / part for part in ('etc', 'var', 'www')}}
    return peers.initramfs(files | peers.libraries(folder / 'nginx')
                           | peers.modules(kernel, modules), folder / 'guest')


def measure_linux(build):
    kernel = peers.kernel(build / 'bench/peer')
    root = guest_root(build, kernel, peers.VIRTIO, Path(__file__).parent / 'linux/init.sh')
    figures = measure_server(build, 'peer_linux', peers.options(kernel, root, '/usr/sbin/nginx'),
                             180, iommu=False)
    return {f'peer_linux_{key}': value for key, value in figures.items()}
