using Sutler.TestKit.Scripts;
using Xunit;

[assembly: AssemblyFixture(typeof(Sutler.Scripts.ScriptWorld))]

namespace Sutler.Scripts;

/// <summary>One test for each file of testdata/script; a class for each area, so that areas run at the same time.</summary>
public abstract class ScriptTests(ScriptWorld world)
{
    /// <summary>The scripts of an area; SUTLER_SCRIPTS keeps those whose name contains it.</summary>
    protected static TheoryData<string> Named(string area) =>
        [.. from file in Directory.EnumerateFiles(Path.Combine(ScriptWorld.TestData, "script", area), "*.txtar")
            let name = Path.GetFileNameWithoutExtension(file)
            where name.Contains(Environment.GetEnvironmentVariable("SUTLER_SCRIPTS") ?? "", StringComparison.Ordinal)
            orderby name
            select name];

    /// <summary>The program that scripts run as <c>sutler</c>.</summary>
    protected string Program => world.Settings.SutlerPath;

    protected async Task RunAsync(string area, string name)
    {
        var archive = Txtar.Parse(await File.ReadAllBytesAsync(Path.Combine(ScriptWorld.TestData, "script", area, name + ".txtar"), TestContext.Current.CancellationToken));
        var result = await ScriptSession.RunAsync(world.Settings, archive, TestContext.Current.CancellationToken);
        Assert.SkipWhen(result.Outcome == ScriptOutcome.Skipped, result.Reason);
        Assert.True(result.Outcome == ScriptOutcome.Passed, $"{area}/{name}.txtar {result.Reason}\n\n{result.Story}");
    }
}

/// <summary>Modules, versions, queries and go.mod (specification 01).</summary>
public sealed class ModuleScripts(ScriptWorld world) : ScriptTests(world)
{
    public static TheoryData<string> Scripts => Named("modules");

    [Theory]
    [MemberData(nameof(Scripts))]
    public Task Holds(string script) => RunAsync("modules", script);
}

/// <summary>The commands, their flags and output (specification 02).</summary>
public sealed class CommandScripts(ScriptWorld world) : ScriptTests(world)
{
    public static TheoryData<string> Scripts => Named("commands");

    [Theory]
    [MemberData(nameof(Scripts))]
    public Task Holds(string script) => RunAsync("commands", script);
}

/// <summary>The module cache (specification 03).</summary>
public sealed class CacheScripts(ScriptWorld world) : ScriptTests(world)
{
    public static TheoryData<string> Scripts => Named("cache");

    [Theory]
    [MemberData(nameof(Scripts))]
    public Task Holds(string script) => RunAsync("cache", script);
}

/// <summary>go.sum and the checksum database (specification 04).</summary>
public sealed class ChecksumScripts(ScriptWorld world) : ScriptTests(world)
{
    public static TheoryData<string> Scripts => Named("checksums");

    [Theory]
    [MemberData(nameof(Scripts))]
    public Task Holds(string script) => RunAsync("checksums", script);
}

/// <summary>Proxies, HTTP and credentials (specification 05).</summary>
public sealed class ProxyScripts(ScriptWorld world) : ScriptTests(world)
{
    public static TheoryData<string> Scripts => Named("proxies");

    [Theory]
    [MemberData(nameof(Scripts))]
    public Task Holds(string script) => RunAsync("proxies", script);
}

/// <summary>Module zips and their extraction (specification 07).</summary>
public sealed class ZipScripts(ScriptWorld world) : ScriptTests(world)
{
    public static TheoryData<string> Scripts => Named("zips");

    [Theory]
    [MemberData(nameof(Scripts))]
    public Task Holds(string script) => RunAsync("zips", script);
}

/// <summary>Modules straight from version control (specification 06).</summary>
public sealed class DirectScripts(ScriptWorld world) : ScriptTests(world)
{
    public static TheoryData<string> Scripts => Named("direct");

    [Theory]
    [MemberData(nameof(Scripts))]
    public async Task Holds(string script)
    {
        await Direct.DirectMode.RequireAsync(Program, TestContext.Current.CancellationToken);
        await RunAsync("direct", script);
    }
}
