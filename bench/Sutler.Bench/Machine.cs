using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace Sutler.Bench;

/// <summary>What a result has to say about where it was measured.</summary>
internal static partial class Machine
{
    /// <summary>The processor's name.</summary>
    public static string Processor =>
        File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim()
        ?? RuntimeInformation.ProcessArchitecture.ToString();

    /// <summary>Memory of the machine.</summary>
    public static long MemoryMegabytes =>
        long.Parse(Digits().Match(File.ReadLines("/proc/meminfo").First()).Value, CultureInfo.InvariantCulture) / 1024;

    /// <summary>Name and version of the kernel.</summary>
    public static string Kernel => "Linux " + File.ReadAllText("/proc/sys/kernel/osrelease").Trim();

    /// <summary>Load averages of 1, 5 and 15 minutes.</summary>
    public static string Load => string.Join(' ', File.ReadAllText("/proc/loadavg").Split(' ').Take(3));

    /// <summary>A directory name for results of machines like this one.</summary>
    public static string Slug =>
        NotInName().Replace($"{Processor} {Environment.ProcessorCount}cpu {MemoryMegabytes / 1000}gb".ToLowerInvariant(), "-").Trim('-');

    /// <summary>What <c>go version</c> prints.</summary>
    public static string GoVersion(string go)
    {
        using var process = Process.Start(new ProcessStartInfo(go, ["version"]) { RedirectStandardOutput = true })
            ?? throw new InvalidOperationException($"{go} did not start");
        return process.StandardOutput.ReadToEnd().Trim();
    }

    /// <summary>Size of the corpus, from its MANIFEST.tsv: path, version, files, unpacked bytes, zip bytes, h1.</summary>
    public static string Corpus(string corpus)
    {
        var rows = File.ReadLines(Path.Join(corpus, "MANIFEST.tsv")).Select(line => line.Split('\t')).Where(row => long.TryParse(row[2], CultureInfo.InvariantCulture, out _)).ToList();
        long Sum(int column) => rows.Sum(row => long.Parse(row[column], CultureInfo.InvariantCulture));
        return $"{rows.Count} modules, {Sum(2)} files, {Sum(4) / 1000000} MB of zips, {Sum(3) / 1000000} MB unpacked";
    }

    /// <summary>The kind of file system that holds a directory, such as ext4.</summary>
    public static string FileSystem(string directory)
    {
        var path = Path.GetFullPath(directory) + "/";
        return File.ReadLines("/proc/self/mounts").Select(line => line.Split(' '))
            .Where(mount => path.StartsWith(mount[1].TrimEnd('/') + "/", StringComparison.Ordinal))
            .MaxBy(mount => mount[1].Length)?[2] ?? "unknown";
    }

    [GeneratedRegex("[0-9]+", RegexOptions.NonBacktracking)]
    private static partial Regex Digits();

    [GeneratedRegex("[^a-z0-9]+", RegexOptions.NonBacktracking)]
    private static partial Regex NotInName();
}
