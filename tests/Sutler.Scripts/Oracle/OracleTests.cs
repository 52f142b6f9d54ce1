using Xunit;

namespace Sutler.Scripts.Oracle;

/// <summary>The same inputs through the real go command and Sutler: everything they leave behind is equal.</summary>
public sealed class OracleTests(ScriptWorld world)
{
    public static TheoryData<string> Applications => ["all", "small", "old"];

    public static TheoryData<string> GraphApplications => ["gin", "cobra", "viper-trimmed", "caddy-trimmed"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Applications))]
    public async Task Fills_an_empty_cache_as_go_does_and_finds_it_full_afterwards(string application)
    {
        using var go = Run(Corpus.Go, application);
        using var sutler = Run(world.Settings.SutlerPath, application);
        await SameAsync(go, sutler, "mod", "download", "-json");
        await SameTextAsync(go, sutler, "mod", "download", "-json");
        await SameTextAsync(go, sutler, "mod", "download");
        await SameTextAsync(go, sutler, "mod", "verify");
        await SameAsync(go, sutler, "mod", "download", "all");
    }

    [Theory]
    [InlineData("small")]
    [InlineData("old")]
    public async Task Writes_the_go_sum_that_go_writes(string application)
    {
        using var go = Run(Corpus.Go, application);
        using var sutler = Run(world.Settings.SutlerPath, application);
        File.WriteAllText(Path.Combine(go.Module, "go.sum"), "");
        File.WriteAllText(Path.Combine(sutler.Module, "go.sum"), "");
        await SameAsync(go, sutler, "mod", "download");
        await SameAsync(go, sutler, "mod", "download", "all");
    }

    [Theory]
    [MemberData(nameof(GraphApplications))]
    public async Task Loads_the_graph_that_go_loads(string application)
    {
        var root = Corpus.Graphs;
        using var go = new ToolRun(Corpus.Go, Path.Combine(root, "apps", application), Path.Combine(root, "goproxy"));
        using var sutler = new ToolRun(world.Settings.SutlerPath, Path.Combine(root, "apps", application), Path.Combine(root, "goproxy"));

        // verify reads the .mod files of the graph and no zip; -json all names each selected version.
        await SameAsync(go, sutler, "mod", "verify");
        await SameAsync(go, sutler, "mod", "download", "-json", "all");
    }

    private static ToolRun Run(string program, string application) =>
        new(program, Path.Combine(Corpus.Debian, "apps", application), Path.Combine(Corpus.Debian, "goproxy"));

    /// <summary>Runs both; everything they print and leave must be equal.</summary>
    internal static async Task SameAsync(ToolRun go, ToolRun sutler, params string[] arguments)
    {
        await SameTextAsync(go, sutler, arguments);
        var difference = CacheTree.Difference(go.Cache, sutler.Cache);
        Assert.True(difference.Length == 0, $"{string.Join(' ', arguments)} leaves another cache:\n{difference}");
    }

    // What Sutler adds behind go's text, each line marked as its own.
    private static string WithoutExplanations(string error) =>
        string.Concat(error.Split('\n').Where(line => !line.StartsWith("sutler: ", StringComparison.Ordinal)).Select(line => line + "\n"))[..^1];

    private static async Task SameTextAsync(ToolRun go, ToolRun sutler, params string[] arguments)
    {
        var theirs = await go.RunAsync(Token, arguments);
        var ours = await sutler.RunAsync(Token, arguments);
        var command = string.Join(' ', arguments);
        Assert.True(theirs.ExitCode == ours.ExitCode, $"{command}: go exits {theirs.ExitCode}, sutler {ours.ExitCode}\ngo: {theirs.Error}\nsutler: {ours.Error}");
        Assert.Equal(theirs.Output, ours.Output);
        Assert.Equal(theirs.Error, WithoutExplanations(ours.Error));
        Assert.Equal(theirs.GoMod, ours.GoMod);
        Assert.Equal(theirs.GoSum, ours.GoSum);
    }
}
