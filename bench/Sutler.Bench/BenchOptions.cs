using System.Globalization;

namespace Sutler.Bench;

/// <summary>The command line of the driver.</summary>
internal sealed record BenchOptions
{
    /// <summary>The cases measured when none is named.</summary>
    public static readonly IReadOnlyList<string> DefaultCases = ["file", "http-0", "http-20", "http-100", "h2-100", "all-h2-100", "warm", "huge", "disk", "fault"];

    /// <summary>The go binary.</summary>
    public string Go { get; init; } = "";

    /// <summary>The sutler binary.</summary>
    public string Sutler { get; init; } = "";

    /// <summary>Tree that bench/debian-corpus.py built.</summary>
    public string Corpus { get; init; } = "";

    /// <summary>nginx, which serving is compared with.</summary>
    public string Nginx { get; init; } = "";

    /// <summary>wrk, which asks.</summary>
    public string Wrk { get; init; } = "";

    /// <summary>The server's assembly.</summary>
    public string Server { get; init; } = "";

    /// <summary>Directory for results; empty to print only.</summary>
    public string Results { get; init; } = "";

    /// <summary>Where caches are made: a memory file system.</summary>
    public string Scratch { get; init; } = "/dev/shm";

    /// <summary>Where caches of cases on a disk are made.</summary>
    public string Disk { get; init; } = "";

    /// <summary>Where made-up modules are kept from run to run.</summary>
    public string Generated { get; init; } = "";

    /// <summary>Application of the corpus.</summary>
    public string Application { get; init; } = "all";

    /// <summary>Runs of each program for each case.</summary>
    public int Runs { get; init; } = 5;

    /// <summary>How long servers are asked in one run.</summary>
    public int Seconds { get; init; } = 5;

    /// <summary>Commit measured.</summary>
    public string Commit { get; init; } = "unknown";

    /// <summary>The cases to measure.</summary>
    public IReadOnlyList<string> Cases { get; init; } = DefaultCases;

    /// <summary>The options; throws <see cref="ArgumentException"/> for a line that makes no sense.</summary>
    public static BenchOptions Parse(IReadOnlyList<string> arguments)
    {
        var options = new BenchOptions();
        var cases = new List<string>();
        for (var i = 0; i < arguments.Count; i++)
        {
            if (!arguments[i].StartsWith("--", StringComparison.Ordinal))
            {
                cases.Add(arguments[i]);
                continue;
            }

            var value = i + 1 < arguments.Count ? arguments[i + 1] : throw new ArgumentException($"{arguments[i]} needs a value");
            if (arguments[i] == "--case")
            {
                cases.Add(value);
            }
            else
            {
                options = options.With(arguments[i], value);
            }

            i++;
        }

        return cases.Count > 0 ? options with { Cases = cases } : options;
    }

    private BenchOptions With(string name, string value) => name switch
    {
        "--go" => this with { Go = value },
        "--sutler" => this with { Sutler = value },
        "--nginx" => this with { Nginx = value },
        "--wrk" => this with { Wrk = value },
        "--seconds" => this with { Seconds = int.Parse(value, NumberStyles.None, CultureInfo.InvariantCulture) },
        "--corpus" => this with { Corpus = value },
        "--server" => this with { Server = value },
        "--results" => this with { Results = value },
        "--scratch" => this with { Scratch = value },
        "--disk" => this with { Disk = value },
        "--generated" => this with { Generated = value },
        "--app" => this with { Application = value },
        "--commit" => this with { Commit = value },
        "--runs" => this with { Runs = int.Parse(value, NumberStyles.None, CultureInfo.InvariantCulture) },
        _ => throw new ArgumentException($"unknown option {name}"),
    };
}
