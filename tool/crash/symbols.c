/* SPDX-License-Identifier: BSD-2-Clause */
#include "symbols.h"

#include <elfutils/libdwfl.h>
#include <stdlib.h>

struct symbols {
    Dwfl *all;
    Dwfl_Module *module;
};

static const Dwfl_Callbacks callbacks = {
    .find_elf = dwfl_build_id_find_elf,
    .find_debuginfo = dwfl_standard_find_debuginfo,
    .section_address = dwfl_offline_section_address,
};

struct symbols *symbols_open(const char *path, const char **problem)
{
    struct symbols *symbols = need(sizeof(*symbols));

    symbols->all = dwfl_begin(&callbacks);
    if (symbols->all)
        symbols->module = dwfl_report_offline(symbols->all, "", path, -1);
    if (symbols->module)
        dwfl_report_end(symbols->all, NULL, NULL);
    if (symbols->module)
        return symbols;
    *problem = dwfl_errmsg(-1);
    *problem = *problem ? *problem : "is no file with symbols";
    symbols_close(symbols);
    return NULL;
}

void symbols_close(struct symbols *symbols)
{
    if (!symbols)
        return;
    if (symbols->all)
        dwfl_end(symbols->all);
    free(symbols);
}

struct crash_place symbols_find(const struct symbols *symbols, uint64_t address)
{
    struct crash_place place = {0};
    Dwfl_Line *line = dwfl_module_getsrc(symbols->module, address);
    GElf_Sym symbol;

    place.function = dwfl_module_addrinfo(symbols->module, address, &place.offset, &symbol, NULL,
                                          NULL, NULL);
    if (line) {
        place.file = dwfl_lineinfo(line, NULL, &place.line, NULL, NULL, NULL);
        place.folder = dwfl_line_comp_dir(line);
    }
    return place;
}
