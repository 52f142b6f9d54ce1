using Sutler.Go.Doctor;
using Sutler.TestKit;
using Xunit;

namespace Sutler.Tests.Doctor;

/// <summary>Each fault is told for what it is, in the words of docs/reference/faults.md. UPDATE_GOLDENS=1 writes document and golden files anew.</summary>
public sealed class FaultTableTests
{
    private static readonly bool Update = Environment.GetEnvironmentVariable("UPDATE_GOLDENS") == "1";
    private static readonly string Document = Path.Combine(TestFiles.RepositoryRoot(), "docs", "reference", "faults.md");
    private static readonly Lock DocumentGate = new();

    public static TheoryData<string> Names => [.. FaultScenarios.All.Select(scenario => scenario.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Doctor_says_step_by_step_what_is_wrong(string name)
    {
        var scenario = FaultScenarios.All.Single(one => one.Name == name);
        await using var stage = await FaultStage.OpenAsync();
        await scenario.ArrangeAsync(stage);
        var before = Tree(stage);
        var run = await stage.DoctorAsync(scenario.Module);
        Assert.True(run.ExitCode == 1, run.Everything);
        Assert.Equal("", run.Error);
        Goldens.Check(name + ".txt", stage.General(run.Output));
        Assert.Contains($"\ndiagnosis: {scenario.Class.Name()}: ", run.Output, StringComparison.Ordinal);
        Assert.Equal(before, Tree(stage));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task The_document_has_the_exact_messages(string name)
    {
        var scenario = FaultScenarios.All.Single(one => one.Name == name);
        await using var stage = await FaultStage.OpenAsync();
        await scenario.ArrangeAsync(stage);
        var doctor = await stage.DoctorAsync(scenario.Module);
        var download = await stage.DownloadAsync(scenario.Module);
        Assert.NotEqual(0, download.ExitCode);
        var section = Section(scenario, stage.General(download.Error), stage.General(doctor.Output));
        lock (DocumentGate)
        {
            var page = File.ReadAllText(Document);
            var (start, end) = (Start(name), End(name));
            var from = page.IndexOf(start, StringComparison.Ordinal);
            var to = page.IndexOf(end, StringComparison.Ordinal);
            Assert.True(Update || (from >= 0 && to > from), $"faults.md has no part {name}");
            if (Update)
            {
                File.WriteAllText(Document, from < 0 ? page + $"\n{start}{section}{end}" : page[..from] + start + section + page[to..]);
            }
            else
            {
                Assert.Equal(section, page[(from + start.Length)..to]);
            }
        }
    }

    [Fact]
    public void The_document_and_the_scenarios_are_about_every_class()
    {
        var page = File.ReadAllText(Document);
        // There is no address that no network leads to; its words are tested apart.
        // Nor does a test wait for a program that does not end.
        FaultClass[] untested = [FaultClass.None, FaultClass.Unreachable, FaultClass.CredentialsHang];
        foreach (var fault in Enum.GetValues<FaultClass>())
        {
            Assert.Contains($"| `{fault.Name()}` |", page, StringComparison.Ordinal);
            Assert.True(untested.Contains(fault) || FaultScenarios.All.Any(scenario => scenario.Class == fault), fault.Name());
        }
    }

    private static string Section(FaultScenario scenario, string download, string doctor)
    {
        var verdict = doctor[(doctor.IndexOf("\ndiagnosis: ", StringComparison.Ordinal) + 1)..];
        return $"### {scenario.Class.Name()}: {scenario.What}\n\n`sutler mod download {scenario.Module}` prints\n\n```\n{download}```\n\nand `sutler doctor {scenario.Module}` ends with\n\n```\n{verdict}```\n";
    }

    private static string Start(string name) => $"<!-- {name} -->\n";

    private static string End(string name) => $"<!-- end of {name} -->\n";

    private static string[] Tree(FaultStage stage) =>
    [
        .. Directory.EnumerateFileSystemEntries(stage.World.Files.Root, "*", SearchOption.AllDirectories)
            .Select(path => $"{path} {(File.Exists(path) ? new FileInfo(path).Length : 0)}")
            .Order(StringComparer.Ordinal),
    ];
}
