# SPDX-License-Identifier: BSD-2-Clause
"""examples/gateway.yaml with ports and images of its own, and whatever a test wants changed."""
import re
import shutil
from pathlib import Path

from system import free_ports

EXAMPLES = Path(__file__).resolve().parent.parent.parent / 'examples'


class Gateway:
    """A copy of the example in a folder, of which a test may change all. Ports: web, broker,
    cache."""

    def __init__(self, folder, build, changes=()):
        self.folder = Path(folder)
        self.manifest = self.folder / 'examples/gateway.yaml'
        self.www, self.cache_image = self.folder / 'build/www.img', self.folder / 'build/cache.img'
        self.folder.joinpath('build').mkdir(parents=True)
        self.folder.joinpath('build/debian').symlink_to(Path(build).resolve() / 'debian')
        shutil.copytree(EXAMPLES / 'gateway', self.folder / 'examples/gateway')
        self.text = (EXAMPLES / 'gateway.yaml').read_text()
        for old, new in changes:
            if old not in self.text:
                raise ValueError(f'{old!r} is not in the example')
            self.text = self.text.replace(old, new)
        self.choose_ports()

    def choose_ports(self):
        self.web, self.broker, self.cache = free_ports(3)
        ports = iter((self.web, self.broker, self.cache))
        self.manifest.write_text(re.sub(r'"\d+ ->', lambda _: f'"{next(ports)} ->', self.text))

    def url(self, path=''):
        return f'http://127.0.0.1:{self.web}/{path}'
