using System.Globalization;

namespace Sutler.Bench;

/// <summary>What is measured: <c>[all-](file|http-MS|h2-MS|warm)</c> or <c>verify</c>.</summary>
/// <param name="Name">As on the command line.</param>
/// <param name="Transport">How modules are served.</param>
/// <param name="DelayMilliseconds">Added to each request.</param>
/// <param name="Filled">Whether the cache is full when the clock starts.</param>
/// <param name="Arguments">Of both programs, alike.</param>
internal sealed record BenchCase(string Name, Transport Transport, int DelayMilliseconds, bool Filled, IReadOnlyList<string> Arguments)
{
    /// <summary>Reads the name of a case; throws <see cref="ArgumentException"/> when there is none such.</summary>
    public static BenchCase Parse(string name)
    {
        var all = name.StartsWith("all-", StringComparison.Ordinal);
        IReadOnlyList<string> arguments = all ? ["mod", "download", "all"] : ["mod", "download"];
        return name[(all ? 4 : 0)..].Split('-') switch
        {
            ["file"] => new BenchCase(name, Transport.File, 0, Filled: false, arguments),
            ["warm"] => new BenchCase(name, Transport.File, 0, Filled: true, arguments),
            ["verify"] when !all => new BenchCase(name, Transport.File, 0, Filled: true, ["mod", "verify"]),
            ["http", var delay] => new BenchCase(name, Transport.Http, Milliseconds(delay), Filled: false, arguments),
            ["h2", var delay] => new BenchCase(name, Transport.Http2, Milliseconds(delay), Filled: false, arguments),
            _ => throw new ArgumentException($"no case {name}: [all-]file, [all-]http-MS, [all-]h2-MS, [all-]warm, verify"),
        };
    }

    /// <summary>In words, for the table.</summary>
    public string Title => (Arguments is [_, _, "all"] ? "`mod download all`, " : Arguments is [_, "verify"] ? "`mod verify`, " : "") + (Transport, Filled) switch
    {
        (_, true) => "everything cached",
        (Transport.File, _) => "cold, file://",
        (Transport.Http, _) => $"cold, HTTP/1.1, {DelayMilliseconds} ms",
        _ => $"cold, TLS with HTTP/2, {DelayMilliseconds} ms",
    };

    private static int Milliseconds(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var delay) ? delay : throw new ArgumentException($"no delay {text}");
}

/// <summary>How modules are served.</summary>
internal enum Transport
{
    /// <summary>A file:// proxy.</summary>
    File,

    /// <summary>Loopback, HTTP/1.1.</summary>
    Http,

    /// <summary>Loopback, TLS with HTTP/2 offered.</summary>
    Http2,
}
