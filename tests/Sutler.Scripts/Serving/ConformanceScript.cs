namespace Sutler.Scripts.Serving;

/// <summary>One request of a conformance script, and what its answer must be.</summary>
/// <param name="Server">Which server is asked.</param>
/// <param name="Method">GET, HEAD or another.</param>
/// <param name="Target">As it is sent.</param>
internal sealed record ConformanceStep(string Server, string Method, string Target)
{
    /// <summary>Lines that are sent with the request.</summary>
    public List<string> Sent { get; } = [];

    /// <summary>What the answer must be, a line each.</summary>
    public List<string> Expected { get; } = [];

    /// <inheritdoc/>
    public override string ToString() => $"{Server} {Method} {Target}{string.Concat(Sent.Select(line => $" > {line}"))}";
}

/// <summary>Reads testdata/conformance/*.txt; the form is explained in directory.txt.</summary>
internal static class ConformanceScript
{
    /// <summary>The steps below each heading, in order.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<ConformanceStep>> Read(string name)
    {
        var rules = new Dictionary<string, IReadOnlyList<ConformanceStep>>(StringComparer.Ordinal);
        List<ConformanceStep>? steps = null;
        foreach (var line in File.ReadLines(Path.Combine(ScriptWorld.TestData, "conformance", name + ".txt")))
        {
            if (line.StartsWith("== ", StringComparison.Ordinal))
            {
                rules.Add(line[3..], steps = []);
            }
            else if (steps is not null && line.Length > 0)
            {
                Add(steps, line);
            }
        }

        return rules;
    }

    private static void Add(List<ConformanceStep> steps, string line)
    {
        if (line.StartsWith("  > ", StringComparison.Ordinal))
        {
            steps[^1].Sent.Add(line[4..]);
        }
        else if (line.StartsWith("  < ", StringComparison.Ordinal))
        {
            steps[^1].Expected.Add(line[4..]);
        }
        else
        {
            var words = line.Split(' ', 3);
            steps.Add(new ConformanceStep(words[0], words[1], words[2]));
        }
    }
}
