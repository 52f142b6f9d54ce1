using System.Globalization;

namespace Sutler.Bench;

/// <summary>
/// What is measured: <c>[all-](file|disk|http-MS|h2-MS|warm)</c>, <c>huge[-file|-http-MS|-h2-MS]</c>, <c>fault[-http-MS|-h2-MS]</c>,
/// <c>direct-MS</c>, <c>verify</c>, <c>floor-(file|http-MS|h2-MS|warm)</c>, <c>serve-(mod|info|zip)</c> or
/// <c>serve-(stampede|memory|slowzip)</c>.
/// </summary>
internal sealed record BenchCase
{
    private const string Known =
        "[all-]file, [all-]disk, [all-]http-MS, [all-]h2-MS, [all-]warm, huge[-PLACE], fault[-PLACE], direct-MS, verify, floor-PLACE, serve-mod, serve-info, serve-zip, serve-stampede, serve-memory, serve-slowzip";

    /// <summary>As on the command line.</summary>
    public required string Name { get; init; }

    /// <summary>How modules are served.</summary>
    public Transport Transport { get; init; }

    /// <summary>Added to each request.</summary>
    public int DelayMilliseconds { get; init; }

    /// <summary>Whether the cache is full when the clock starts.</summary>
    public bool Filled { get; init; }

    /// <summary>Whether caches are on the disk and not on the memory file system.</summary>
    public bool OnDisk { get; init; }

    /// <summary>Whether one large module is fetched and not the application's.</summary>
    public bool Huge { get; init; }

    /// <summary>Whether the server refuses and cuts.</summary>
    public bool Faulty { get; init; }

    /// <summary>What servers are asked for: mod, info or zip; or the name of a stampede; empty where the case is about downloading.</summary>
    public string Served { get; init; } = "";

    /// <summary>Whether many want at once what the server does not have yet.</summary>
    public bool IsStampede => Served is "stampede" or "memory" or "slowzip";

    /// <summary>Whether the parts of the work are measured one by one, and not the two programs.</summary>
    public bool Floor { get; init; }

    /// <summary>Of both programs, alike.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = ["mod", "download"];

    /// <summary>Reads the name of a case; throws <see cref="ArgumentException"/> when there is none such.</summary>
    public static BenchCase Parse(string name) => name.Split('-') switch
    {
        ["verify"] => Place(name, ["warm"]) with { Arguments = ["mod", "verify"] },
        ["serve", "mod" or "info" or "zip" or "stampede" or "memory" or "slowzip"] parts => new BenchCase { Name = name, Served = parts[1] },
        ["all", .. var place] => Place(name, place) with { Arguments = ["mod", "download", "all"] },
        ["huge", .. var place] => Place(name, place is [] ? ["file"] : place) with { Huge = true, Arguments = ["mod", "download", HugeModule.Name] },
        ["direct", var delay] => new BenchCase { Name = name, Transport = Transport.Git, DelayMilliseconds = Milliseconds(delay), Arguments = ["mod", "download", .. GitProject.Modules] },
        ["floor", .. var place] => Place(name, place) with { Floor = true },
        ["fault"] => Place(name, ["http", "0"]) with { Faulty = true },
        ["fault", "http" or "h2", _] parts => Place(name, parts[1..]) with { Faulty = true },
        var place => Place(name, place),
    };

    /// <summary>In words, for the table.</summary>
    public string Title => Served.Length > 0 ? ServedTitle : Subject + (Filled ? "everything cached" : $"cold, {Server}{(OnDisk ? ", on a disk" : "")}{(Faulty ? ", with faults" : "")}");

    private string ServedTitle => Served switch
    {
        "zip" => "serve, a zip of 8 MB",
        "stampede" => "64 clients, one zip of 50 MB",
        "memory" => "64 clients, a zip of 100 MB each",
        "slowzip" => "`.mod` while its zip takes 4 s",
        _ => $"serve, `.{Served}`",
    };

    private string Subject => Arguments switch
    {
        [_, _, "all"] => "`mod download all`, ",
        [_, "verify"] => "`mod verify`, ",
        _ when Transport == Transport.Git => "ten versions and three modules of one repository, ",
        _ => Huge ? "one zip of 300 MB, " : "",
    };

    private string Server => Transport switch
    {
        Transport.File => "file://",
        Transport.Git => $"git over HTTP, {DelayMilliseconds} ms",
        Transport.Http => $"HTTP/1.1, {DelayMilliseconds} ms",
        _ => $"TLS with HTTP/2, {DelayMilliseconds} ms",
    };

    private static BenchCase Place(string name, string[] place) => place switch
    {
        ["file"] => new BenchCase { Name = name },
        ["disk"] => new BenchCase { Name = name, OnDisk = true },
        ["warm"] => new BenchCase { Name = name, Filled = true },
        ["http", var delay] => new BenchCase { Name = name, Transport = Transport.Http, DelayMilliseconds = Milliseconds(delay) },
        ["h2", var delay] => new BenchCase { Name = name, Transport = Transport.Http2, DelayMilliseconds = Milliseconds(delay) },
        _ => throw new ArgumentException($"no case {name}: {Known}"),
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

    /// <summary>Loopback, git's own protocol, without any module proxy.</summary>
    Git,
}
