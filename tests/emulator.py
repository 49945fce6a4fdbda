# SPDX-License-Identifier: BSD-2-Clause
"""The command of the emulator: for `boot`, and for tests that start it themselves."""

QEMU = ['qemu-system-x86_64', '-accel', 'tcg', '-display', 'none', '-serial', 'stdio',
        '-monitor', 'none', '-nodefaults', '-no-reboot']
# Status S of the guest's makes the emulator end with status 2 S + 1.
WAY_OUT = ['-device', 'isa-debug-exit,iobase=0xf4,iosize=0x04']
UEFI = ['-drive', 'if=pflash,format=raw,readonly=on,file=/usr/share/OVMF/OVMF_CODE.fd',
        '-drive', 'if=pflash,format=raw,snapshot=on,file=/usr/share/OVMF/OVMF_VARS.fd']
MEDIA = {
    'kernel': ['-kernel', '{image}'],
    'cd': ['-cdrom', '{image}'],
    'usb': ['-drive', 'if=none,id=stick,format=raw,snapshot=on,file={image}',
            '-device', 'qemu-xhci', '-device', 'usb-storage,drive=stick'],
}


def iommu(properties=''):
    """An IOMMU, which virtio devices respect."""
    return ['-global', 'virtio-device.iommu_platform=on',
            '-device', ','.join(['intel-iommu', properties]).rstrip(',')]


def command(image, *more, medium='kernel', uefi=False, machine='q35', memory='128M', cpu='max',
            way_out=True):
    """Boots the image from a medium, on a machine with further options `more`, and the serial line
    at the emulator's own input and output. A q35 that boots from no CD has no SATA: waiting for its
    disks would be more than half of what a short test costs."""
    sata = ',sata=off' if machine == 'q35' and medium != 'cd' else ''
    boot = [word.replace('{image}', str(image)) for word in MEDIA[medium]]
    return [*QEMU, *(WAY_OUT if way_out else []), '-cpu', cpu, '-machine', machine + sata,
            '-m', memory, *more, *(UEFI if uefi else []), *boot]
