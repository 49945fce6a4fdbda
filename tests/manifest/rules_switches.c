/* SPDX-License-Identifier: BSD-2-Clause */
/* As rules.c, for switches, and for systems without mistakes. */
#include "rules.h"

#define DRIVERS "    features: [eth, disk]\n"
#define FIXED   "    net: {lan: 10.0.2.15/24}\n"
#define IPV6                                                                              \
    "an IPv6 address of one station with its network's bits, 8 to 127, like fd00::15/64 " \
    "(link-local ones are there without being named)\n"
#define OTHER(name, address) \
    "  " name ": {guest: native, program: static.elf, net: {lan: " address "}}\n"
/* clang-format off */
#define OTHERS4(name, a, b, c, d)                                                 \
    OTHER(name a, "dhcp") OTHER(name b, "dhcp") OTHER(name c, "dhcp") OTHER(name d, "dhcp")
/* clang-format on */
#define OTHERS8(name) OTHERS4(name, "1", "2", "3", "4") OTHERS4(name, "5", "6", "7", "8")

const struct rule switch_rules[] = {
    {"budgets and a switch's of more than the CPU",
     NATIVE APP "    cpu: {budget: 50%}\n"
                "    net: {lan: 10.0.0.3/24}\n"
                "switches: {lan: {uplink: nic0, cpu: {budget: 41%}}}\n",
     "m.yaml:6:19: vm 'app': key 'budget': the budgets up to this one add up to 91% of the "
     "CPU's time; expected at most 90%, so at most 49% for this one, as drivers and root "
     "components need the rest\n"},
    {"a budget below a switch's long one",
     NATIVE APP "    cpu: {budget: 10%, period: 5ms}\n"
                "    net: {lan: 10.0.0.3/24}\n"
                "switches: {lan: {uplink: nic0, cpu: {budget: 50%, period: 1s}}}\n",
     "m.yaml:6:19: vm 'app': key 'budget': cannot be kept in each period of 5ms, as others of its "
     "priority or a higher one may take the CPU for as long; expected shorter periods of those "
     "others, or smaller budgets\n"},
    {"a budget of a switch without an uplink",
     NATIVE APP "    net: {lan: {address: 10.0.0.3/24, to: [b]}}\n"
                "  b: {guest: native, program: static.elf, net: {lan: 10.0.0.4/24}}\n"
                "switches: {lan: {cpu: {budget: 10%}}}\n",
     "m.yaml:8:32: switch 'lan': key 'budget': there is no uplink, and VMs pay for all that the "
     "switch does for them; remove it\n"},
    {"a wrong budget of a switch",
     NATIVE APP "    net: {lan: 10.0.0.3/24}\n"
                "switches: {lan: {uplink: nic0, cpu: {budget: 0}}}\n",
     "m.yaml:7:46: switch 'lan': key 'budget': '0' is wrong; expected a share in whole percent "
     "like 30%, or a time like 3ms or 500us, from 100us to the whole period of 10ms\n"},
    {"a weight of a switch",
     NATIVE APP "    net: {lan: 10.0.0.3/24}\n"
                "switches: {lan: {uplink: nic0, cpu: {weight: 10}}}\n",
     "m.yaml:7:38: switch 'lan': key 'weight': unknown; expected one of: priority, budget, "
     "period\n"},
    /* ---- Switches ---- */
    {"switches: a list", "switches: [lan]\n" NATIVE APP,
     "m.yaml:1:11: key 'switches': expected a mapping like {lan: {uplink: nic0}}, found a list\n"},
    {"a switch: a text", "switches: {lan: nic0}\n" NATIVE APP,
     "m.yaml:1:17: switch 'lan': expected a mapping like {uplink: nic0}, found 'nic0'\n"},
    {"a switch: twice", "switches: {lan: {uplink: nic0}, lan: {}}\n" NATIVE APP FIXED,
     "m.yaml:1:33: key 'switches': switch 'lan' is given twice; remove one\n"},
    {"a switch: unknown key", "switches: {lan: {uplnk: nic0, uplink: nic0}}\n" NATIVE APP FIXED,
     "m.yaml:1:18: switch 'lan': key 'uplnk': unknown; did you mean 'uplink'?\n"},
    {"a switch: bad name", "switches: {a b: {uplink: nic0}}\n" NATIVE APP "    net: {a b: dhcp}\n",
     "m.yaml:1:12: switch 'a b': bad name; expected at most 24 letters, digits, '-' or '_', a "
     "letter or digit first\n"},
    {"a switch: no such uplink", "switches: {lan: {uplink: eth0}}\n" NATIVE APP FIXED,
     "m.yaml:1:26: switch 'lan': key 'uplink': 'eth0' is wrong; expected a virtio interface of the "
     "machine, nic0 to nic7\n"},
    {"a switch: uplink of another",
     "switches: {lan: {uplink: nic0}, wan: {uplink: nic0}}\n" NATIVE APP "    net: {lan: dhcp, "
     "wan: dhcp}\n",
     "m.yaml:1:47: switch 'wan': key 'uplink': 'nic0' is wrong; expected an interface that no "
     "other switch has\n"},
    {"a switch without ports", "switches: {lan: {}}\n" NATIVE APP,
     "m.yaml:1:12: switch 'lan': no VM has a port of it; add 'net: {lan: ADDRESS}' to one, or "
     "remove it\n"},
    {"a switch: too many ports",
     "switches: {lan: {uplink: nic0}}\n" NATIVE APP FIXED OTHERS8("a") OTHERS8("b") OTHERS8("c")
         OTHERS8("d"),
     "m.yaml:38:50: vm 'd7': key 'net': switch 'lan' has more than 32 ports, its uplink included; "
     "use another one\n"},
    {"gateway: no address", "switches: {lan: {uplink: nic0, gateway: router}}\n" NATIVE APP FIXED,
     "m.yaml:1:41: switch 'lan': key 'gateway': 'router' is wrong; expected an address in the "
     "network of its VMs\n"},
    {"gateway: elsewhere", "switches: {lan: {uplink: nic0, gateway: 10.0.3.1}}\n" NATIVE APP FIXED,
     "m.yaml:1:41: switch 'lan': key 'gateway': '10.0.3.1' is wrong; expected an address in the "
     "network of its VMs\n"},
    {"gateway: of no address",
     "switches: {lan: {uplink: nic0, gateway: 10.0.3.1}}\n" NATIVE APP "    net: {lan: dhcp}\n",
     "m.yaml:1:41: switch 'lan': key 'gateway': all addresses come by dhcp, and the gateway's with "
     "them; remove it\n"},
    {"forward: a mapping",
     "switches: {lan: {uplink: nic0, forward: {8080: web}}}\n" NATIVE APP FIXED,
     "m.yaml:1:41: switch 'lan': key 'forward': expected ports like [\"8080 -> web:80\"], found a "
     "mapping\n"},
    {"forward: nothing", "switches: {lan: {uplink: nic0, forward: []}}\n" NATIVE APP FIXED, ""},
    {"to: no VM",
     "switches: {lan: {uplink: nic0}}\n" NATIVE APP "    net: {lan: {address: 10.0.2.15/24, to: "
     "[]}}\n",
     "m.yaml:7:44: vm 'app': switch 'lan': key 'to': expected names of VMs like [cache], found an "
     "empty list\n"},
    {"forward: no arrow",
     "switches: {lan: {uplink: nic0, forward: [\"8080: app:80\"]}}\n" NATIVE APP FIXED,
     "m.yaml:1:42: switch 'lan': key 'forward': '8080: app:80' is wrong; expected PORT -> VM:PORT, "
     "like 8080 -> web:80\n"},
    {"forward: no port of the VM",
     "switches: {lan: {uplink: nic0, forward: 8080 -> app}}\n" NATIVE APP FIXED,
     "m.yaml:1:41: switch 'lan': key 'forward': '8080 -> app' is wrong; expected PORT -> VM:PORT, "
     "like 8080 -> web:80\n"},
    {"forward: port out of range",
     "switches: {lan: {uplink: nic0, forward: \"80800 -> app:80\"}}\n" NATIVE APP FIXED,
     "m.yaml:1:41: switch 'lan': key 'forward': '80800 -> app:80' is wrong; expected PORT -> "
     "VM:PORT, like 8080 -> web:80\n"},
    {"forward: port 0 of the VM",
     "switches: {lan: {uplink: nic0, forward: \"8080 -> app:0\"}}\n" NATIVE APP FIXED,
     "m.yaml:1:41: switch 'lan': key 'forward': '8080 -> app:0' is wrong; expected PORT -> "
     "VM:PORT, like 8080 -> web:80\n"},
    {"forward: unknown VM",
     "switches: {lan: {uplink: nic0, forward: \"8080 -> apq:80\"}}\n" NATIVE APP FIXED,
     "m.yaml:1:41: switch 'lan': key 'forward': no port 'apq'; did you mean 'app'?\n"},
    {"forward: near no VM",
     "switches: {lan: {uplink: nic0, forward: \"8080 -> server:80\"}}\n" NATIVE APP FIXED,
     "m.yaml:1:41: switch 'lan': key 'forward': no port 'server'; expected a VM with a port of the "
     "switch\n"},
    {"forward: no uplink",
     "switches: {lan: {forward: \"8080 -> app:80\"}}\n" NATIVE APP "    net: {lan: {address: "
     "10.0.2.15/24, to: b}}\n" OTHER("b", "10.0.2.16/24"),
     "m.yaml:1:27: switch 'lan': key 'forward': there is no uplink to forward from; add 'uplink: "
     "nic0', or remove it\n"},
    {"outbound: no uplink",
     "switches: {lan: {outbound: no}}\n" NATIVE APP "    net: {lan: {address: 10.0.2.15/24, to: "
     "b}}\n" OTHER("b", "10.0.2.16/24"),
     "m.yaml:1:28: switch 'lan': key 'outbound': there is no uplink that it could be about; add "
     "'uplink: nic0', or remove it\n"},
    {"queue: no pages", "switches: {lan: {uplink: nic0, queue: 1K}}\n" NATIVE APP FIXED,
     "m.yaml:1:39: switch 'lan': key 'queue': 1K is not a number of pages; expected a multiple of "
     "4K above 0\n"},
    {"queue: too large", "switches: {lan: {uplink: nic0, queue: 17M}}\n" NATIVE APP FIXED,
     "m.yaml:1:39: switch 'lan': key 'queue': 17M is too large; expected at most 16M\n"},
    {"queue: shorter than a frame",
     "switches: {lan: {uplink: nic0, mtu: 9000, queue: 8K}}\n" NATIVE APP FIXED,
     "m.yaml:1:50: switch 'lan': key 'queue': '8K' is less than a frame of its MTU, 9000; expected "
     "at least 12K\n"},
    {"mtu: too small", "switches: {lan: {uplink: nic0, mtu: 1279}}\n" NATIVE APP FIXED,
     "m.yaml:1:37: switch 'lan': key 'mtu': '1279' is wrong; expected a number of bytes from 1280 "
     "to 9000, like 9000\n"},
    {"mtu: too large", "switches: {lan: {uplink: nic0, mtu: 9001}}\n" NATIVE APP FIXED,
     "m.yaml:1:37: switch 'lan': key 'mtu': '9001' is wrong; expected a number of bytes from 1280 "
     "to 9000, like 9000\n"},
    {"mtu: beyond 64 bits",
     "switches: {lan: {uplink: nic0, mtu: 18446744073709553116}}\n" NATIVE APP FIXED,
     "m.yaml:1:37: switch 'lan': key 'mtu': '18446744073709553116' is wrong; expected a number of "
     "bytes from 1280 to 9000, like 9000\n"},
    {"mtu: a size", "switches: {lan: {uplink: nic0, mtu: 9K}}\n" NATIVE APP FIXED,
     "m.yaml:1:37: switch 'lan': key 'mtu': '9K' is wrong; expected a number of bytes from 1280 to "
     "9000, like 9000\n"},
    {"mtu: a list", "switches: {lan: {uplink: nic0, mtu: [9000]}}\n" NATIVE APP FIXED,
     "m.yaml:1:37: switch 'lan': key 'mtu': expected a number of bytes from 1280 to 9000, "
     "like 9000, found a list\n"},
    {"mtu: of a port",
     "switches: {lan: {uplink: nic0}}\n" NATIVE APP
     "    net: {lan: {address: 10.0.2.15/24, mtu: 9000}}\n",
     "m.yaml:7:40: vm 'app': switch 'lan': key 'mtu': belongs to the switch, in the system's key "
     "'switches'\n"},
    {"mtu: of a NetBSD guest",
     "switches: {lan: {mtu: 1501}}\n" NATIVE APP "    net: {lan: {address: 10.0.2.15/24, to: rk}}\n"
     "  rk: {guest: netbsd, client: main.c, components: [vfs], net: {lan: 10.0.2.16/24}}\n",
     "m.yaml:1:23: switch 'lan': key 'mtu': VM 'rk' has a NetBSD guest, whose interfaces carry at "
     "most 1500; expected that, or a switch without it\n"},
    {"mtu: of a driver from NetBSD",
     "switches: {lan: {uplink: nic0, driver: rk, mtu: 9000}}\n" NATIVE APP FIXED
     "  rk: {guest: netbsd, pci: \"1af4:1041\", components: [pci]}\n",
     "m.yaml:1:49: switch 'lan': key 'mtu': '9000' is wrong; expected at most 1500 with a driver "
     "from NetBSD\n"
     "m.yaml:8:53: vm 'rk': it drives a switch's uplink, which needs the component 'bridge'; add "
     "it "
     "to 'components'\n"
     "m.yaml:8:53: vm 'rk': it drives a switch's uplink, which needs the component 'virtif'; add "
     "it "
     "to 'components'\n"},
    {"forward: by DHCP",
     "switches: {lan: {uplink: nic0, forward: \"8080 -> app:80\"}}\n" NATIVE APP "    net: {lan: "
     "dhcp}\n",
     "m.yaml:1:41: switch 'lan': key 'forward': '8080 -> app:80' is wrong; expected a VM with a "
     "fixed address, like {lan: 10.0.2.15/24}\n"},
    {"forward: to where the uplink may not",
     "switches: {lan: {uplink: nic0, forward: \"8080 -> app:80\"}}\n" NATIVE APP
     "    net: {lan: {address: 10.0.2.15/24, to: b}}\n" OTHER("b", "10.0.2.16/24"),
     "m.yaml:1:41: switch 'lan': key 'forward': '8080 -> app:80' is wrong; expected a VM that may "
     "talk to the uplink by its key 'to'\n"},
    {"forward: twice",
     "switches: {lan: {uplink: nic0, forward: [\"8080 -> app:80\", \"8080->app:81\"]}}\n" NATIVE APP
         FIXED,
     "m.yaml:1:60: switch 'lan': key 'forward': '8080->app:81' is wrong; expected a port that is "
     "forwarded only once\n"},
    {"net: a list", "switches: {lan: {}}\n" NATIVE APP "    net: [lan]\n",
     "m.yaml:7:10: vm 'app': key 'net': expected a mapping like {lan: 10.0.2.15/24}, found a "
     "list\n"},
    {"net: a list for an address",
     "switches: {lan: {uplink: nic0}}\n" NATIVE APP "    net: {lan: [dhcp]}\n",
     "m.yaml:7:16: vm 'app': switch 'lan': expected dhcp, an address like 10.0.2.15/24, or a "
     "mapping like {address: dhcp}, found a list\n"},
    {"net: no address",
     "switches: {lan: {uplink: nic0}}\n" NATIVE APP "    net: {lan: {rate: 10M}}\n",
     "m.yaml:7:16: vm 'app': switch 'lan': key 'address' is missing; expected dhcp or an address "
     "like 10.0.2.15/24\n"},
    {"net: unknown key",
     "switches: {lan: {uplink: nic0}}\n" NATIVE APP "    net: {lan: {address: dhcp, rat: 10M}}\n",
     "m.yaml:7:32: vm 'app': switch 'lan': key 'rat': unknown; did you mean 'rate'?\n"},
    {"net: unknown switch",
     "switches: {lan: {uplink: nic0}}\n" NATIVE APP "    net: {lna: dhcp, lan: dhcp}\n",
     "m.yaml:7:11: vm 'app': key 'net': no switch 'lna'; did you mean 'lan'?\n"},
    {"net: near no switch", NATIVE APP "    net: {lan: dhcp}\n",
     "m.yaml:6:11: vm 'app': key 'net': no switch 'lan'; expected one of the system's key "
     "'switches'\n"},
    {"net: no such address",
     "switches: {lan: {uplink: nic0}}\n" NATIVE APP "    net: {lan: 10.0.2.256/24}\n",
     "m.yaml:7:16: vm 'app': switch 'lan': key 'address': '10.0.2.256/24' is wrong; expected dhcp "
     "or an address with its network's bits, 8 to 24, like 10.0.2.15/24\n"},
    {"net: no size of the network",
     "switches: {lan: {uplink: nic0}}\n" NATIVE APP "    net: {lan: 10.0.2.15}\n",
     "m.yaml:7:16: vm 'app': switch 'lan': key 'address': '10.0.2.15' is wrong; expected dhcp or "
     "an address with its network's bits, 8 to 24, like 10.0.2.15/24\n"},
    {"net: too small a network",
     "switches: {lan: {uplink: nic0}}\n" NATIVE APP "    net: {lan: 10.0.2.15/25}\n",
     "m.yaml:7:16: vm 'app': switch 'lan': key 'address': '10.0.2.15/25' is wrong; expected dhcp "
     "or an address with its network's bits, 8 to 24, like 10.0.2.15/24\n"},
    {"net: address of the network",
     "switches: {lan: {uplink: nic0}}\n" NATIVE APP "    net: {lan: 10.0.2.0/24}\n",
     "m.yaml:7:16: vm 'app': switch 'lan': key 'address': '10.0.2.0/24' is wrong; expected dhcp or "
     "an address with its network's bits, 8 to 24, like 10.0.2.15/24\n"},
    {"net: address of all",
     "switches: {lan: {uplink: nic0}}\n" NATIVE APP "    net: {lan: 10.0.2.255/24}\n",
     "m.yaml:7:16: vm 'app': switch 'lan': key 'address': '10.0.2.255/24' is wrong; expected dhcp "
     "or an address with its network's bits, 8 to 24, like 10.0.2.15/24\n"},
    {"net: address of many",
     "switches: {lan: {uplink: nic0}}\n" NATIVE APP "    net: {lan: 224.0.0.1/24}\n",
     "m.yaml:7:16: vm 'app': switch 'lan': key 'address': '224.0.0.1/24' is wrong; expected dhcp "
     "or an address with its network's bits, 8 to 24, like 10.0.2.15/24\n"},
    {"net: two networks",
     "switches: {lan: {uplink: nic0}}\n" NATIVE APP FIXED OTHER("b", "10.0.3.16/24"),
     "m.yaml:8:54: vm 'b': switch 'lan': key 'address': '10.0.3.16/24' is wrong; expected one "
     "network for all addresses of a switch\n"},
    {"net: address taken",
     "switches: {lan: {uplink: nic0}}\n" NATIVE APP FIXED OTHER("b", "10.0.2.15/24"),
     "m.yaml:8:54: vm 'b': switch 'lan': key 'address': '10.0.2.15/24' is wrong; expected an "
     "address that no other VM has\n"},
    {"net: address of the gateway",
     "switches: {lan: {uplink: nic0}}\n" NATIVE APP "    net: {lan: 10.0.2.2/24}\n",
     "m.yaml:7:16: vm 'app': switch 'lan': key 'address': '10.0.2.2/24' is wrong; expected an "
     "address that the network's gateway does not have; that is the second one, or what the "
     "switch's key 'gateway' says\n"},
    {"net: DHCP without an uplink",
     "switches: {lan: {}}\n" NATIVE APP FIXED OTHER("b", "{address: "
                                                         "dhcp, to: "
                                                         "app}"),
     "m.yaml:8:64: vm 'b': switch 'lan': key 'address': 'dhcp' is wrong; expected an address like "
     "10.0.2.15/24, since there is no uplink to ask\n"},
    {"net: no VM to talk with", "switches: {lan: {}}\n" NATIVE APP FIXED,
     "m.yaml:7:11: vm 'app': key 'net': it may talk with no VM on switch 'lan'; add 'to' with "
     "names of VMs\n"},
    {"net: talks with itself",
     "switches: {lan: {uplink: nic0}}\n" NATIVE APP "    net: {lan: {address: dhcp, to: app}}\n",
     "m.yaml:7:36: vm 'app': switch 'lan': key 'to': 'app' is wrong; expected another VM than "
     "itself\n"},
    {"net: talks with someone unknown",
     "switches: {lan: {uplink: nic0}}\n" NATIVE APP "    net: {lan: {address: dhcp, to: [nic1]}}\n",
     "m.yaml:7:37: vm 'app': switch 'lan': key 'to': no port 'nic1'; did you mean 'nic0'?\n"},
    {"net: talks with no VM near",
     "switches: {lan: {uplink: nic0}}\n" NATIVE APP "    net: {lan: {address: dhcp, to: "
     "[internet]}}\n",
     "m.yaml:7:37: vm 'app': switch 'lan': key 'to': no port 'internet'; expected a VM with a port "
     "of the switch, or its uplink\n"},
    {"net: no rate",
     "switches: {lan: {uplink: nic0}}\n" NATIVE APP "    net: {lan: {address: dhcp, rate: "
     "10Mbit}}\n",
     "m.yaml:7:38: vm 'app': switch 'lan': key 'rate': '10Mbit' is wrong; expected bytes in a "
     "second above 0, like 10M\n"},
    {"net: rate 0",
     "switches: {lan: {uplink: nic0}}\n" NATIVE APP "    net: {lan: {address: dhcp, "
     "rate: 0}}\n",
     "m.yaml:7:38: vm 'app': switch 'lan': key 'rate': '0' is wrong; expected bytes in a second "
     "above 0, like 10M\n"},
    {"device of rng", NATIVE APP "    rng: yes\n    pci: [\"1af4:1044\"]\n",
     "m.yaml:7:11: vm 'app': key 'pci': '1af4:1044' is wrong; expected a device that is not for "
     "'disks', 'switches', 'rng' or 'watchdog'\n"},
    {"rng: no word", NATIVE APP "    rng: 1\n",
     "m.yaml:6:10: vm 'app': key 'rng': expected yes or no, found '1'\n"},
    {"rng: of the system", "rng: yes\n" NATIVE APP,
     "m.yaml:1:1: key 'rng': unknown; expected one of: system, memory, vms, dma, netbsd, switches, "
     "disks, mitigations, spare, scrub, watchdog, crashes, control\n"},
    {"rng: beside too many calls",
     NATIVE APP "    calls: [b, b, b, b, b, b, b, b, b, b, b, b, b, b, b, b]\n"
                "    rng: yes\n  b: {guest: native, program: static.elf}\n",
     "m.yaml:6:58: vm 'app': key 'calls': 16 entries; expected at most 15\n"},
    {"rng: another device of the kind", NATIVE APP "    rng: yes\n    pci: [\"1af4:1044:1\"]\n",
     ""},
    {"rng: no",
     NATIVE APP "    rng: no\n    pci: [\"1af4:1044\"]\n"
                "    calls: [b, b, b, b, b, b, b, b, b, b, b, b, b, b, b, b]\n"
                "  b: {guest: native, program: static.elf, rng: no}\n",
     ""},
    {"net: IPv6 beside IPv4",
     "switches: {lan: {uplink: nic0}}\n" NATIVE APP "    net: {lan: {address: 10.0.2.15/24, "
     "address6: fd00::15/64}}\n",
     ""},
    {"net: IPv6 alone",
     "switches: {lan: {uplink: nic0}}\n" NATIVE APP "    net: {lan: {address6: "
     "\"fd00::15/64\"}}\n",
     "m.yaml:7:16: vm 'app': switch 'lan': key 'address' is missing; expected dhcp or an address "
     "like 10.0.2.15/24\n"},
    {"net: IPv6 without bits",
     "switches: {lan: {uplink: nic0}}\n" NATIVE APP "    net: {lan: {address: 10.0.2.15/24, "
     "address6: fd00::15}}\n",
     "m.yaml:7:50: vm 'app': switch 'lan': key 'address6': 'fd00::15' is "
     "wrong; expected " IPV6},
    {"net: IPv6 of a group",
     "switches: {lan: {uplink: nic0}}\n" NATIVE APP "    net: {lan: {address: 10.0.2.15/24, "
     "address6: ff02::1/64}}\n",
     "m.yaml:7:50: vm 'app': switch 'lan': key 'address6': "
     "'ff02::1/64' is wrong; expected " IPV6},
    {"net: link-local IPv6",
     "switches: {lan: {uplink: nic0}}\n" NATIVE APP "    net: {lan: {address: 10.0.2.15/24, "
     "address6: fe80::1/64}}\n",
     "m.yaml:7:50: vm 'app': switch 'lan': key 'address6': "
     "'fe80::1/64' is wrong; expected " IPV6},
    {"net: name of the uplink",
     "switches: {lan: {uplink: nic0}}\n" NATIVE APP FIXED OTHER("nic0", "dhcp"),
     "m.yaml:8:52: vm 'nic0': key 'net': the uplink of switch 'lan' has this name; choose "
     "another\n"},
    {"device of an uplink",
     "switches: {lan: {uplink: nic0}}\n" NATIVE APP FIXED "    pci: [\"1af4:1041\"]\n",
     "m.yaml:8:11: vm 'app': key 'pci': '1af4:1041' is wrong; expected a device that is not for "
     "'disks', 'switches', 'rng' or 'watchdog'\n"},

    /* ---- Linux VMs ---- */
    {"Linux: net without its driver", "switches: {lan: {uplink: nic0}}\n" LINUX RUN FIXED,
     "m.yaml:8:10: vm 'web': key 'net' needs the feature 'eth'; add it to 'features'\n"},
    {"Linux: IPv6 without the feature",
     "switches: {lan: {uplink: nic0}}\n" LINUX RUN "    features: [eth]\n"
     "    net: {lan: {address: dhcp, address6: fd00::15/64}}\n",
     "m.yaml:9:10: vm 'web': key 'address6' needs the feature 'ipv6'; add it to 'features'\n"},
    {"Linux: disks without their driver",
     "disks: {data: {image: fs.img}}\n" LINUX RUN "    disks: {ubda: data}\n",
     "m.yaml:8:12: vm 'web': key 'disks' needs the feature 'disk'; add it to 'features'\n"},
    {"Linux: name of a disk",
     "disks: {data: {image: fs.img}, more: {image: new.img, size: 4M}}\n" LINUX RUN DRIVERS
     "    disks: {ubda: data, ubdc: more}\n",
     "m.yaml:9:25: vm 'web': disk 'ubdc': bad name; expected 'ubda' for the first, 'ubdb' for the "
     "second, and so on\n"},

    /* ---- Right ---- */
    {"disks and switches",
     "switches: {lan: {uplink: nic1, gateway: 10.0.2.1, outbound: no, queue: 16M, forward: [\"8080 "
     "-> app:80\", \"8081->app:81\"]}, back: {}}\n"
     "disks: {data: {image: new.img, size: 4M, fs: ext4}, base: {image: fs.img, readonly: "
     "yes}}\n" NATIVE APP "    disks: {vda: data, vdb: base}\n"
     "    net: {lan: {address: 10.0.2.15/24, to: [nic1, b], rate: 10M}, back: {address: "
     "10.1.0.1/16, to: b}}\n    pci: [\"1af4:1041\", \"1af4:1042:2\"]\n"
     "  b: {guest: native, program: static.elf, net: {lan: dhcp, back: 10.1.2.3/16}, disks: {disk: "
     "base}}\n",
     ""},
    {"MTUs",
     "switches: {lan: {uplink: nic0, mtu: 9000, queue: 12K}, far: {uplink: nic1, mtu: 1280, queue: "
     "4K}}\n" NATIVE APP "    net: {lan: 10.0.2.15/24, far: 10.1.2.15/24}\n",
     ""},
    {"disks and switches of a Linux VM",
     "switches: {lan: {uplink: nic0, forward: 8080 -> web:80}}\n"
     "disks: {data: {image: fs.img}}\n" LINUX RUN DRIVERS FIXED "    disks: {ubda: data}\n",
     ""},
};
const unsigned switch_rule_count = sizeof(switch_rules) / sizeof(switch_rules[0]);
