"""The tools of ``styrka mcp`` (Model Context Protocol): what the site answers, for programs that speak with people.

Read upward: ``gateway`` (the site's own answers, asked for in this process), ``evidence`` (sources and quotations),
``declarations`` (the tools and their parameters), ``answers`` (what a tool gives back), ``calls`` (what each tool
does), ``serving`` (the protocol, over standard input and output or over HTTP).
"""
