using System.Text.Json;
using System.Text.RegularExpressions;
using Sutler.TestKit;
using Xunit;

namespace Sutler.Tests.Doctor;

/// <summary><c>doctor --json</c> has the form that docs/reference/doctor.md describes.</summary>
public sealed class DoctorJsonTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(TestFiles.RepositoryRoot(), "docs", "reference", "doctor.md"));

    public static TheoryData<string> Names => [.. FaultScenarios.All.Where(scenario => scenario.Name is not ("read-only" or "full")).Select(scenario => scenario.Name)];

    [Fact]
    public async Task Is_one_object()
    {
        await using var stage = await FaultStage.OpenAsync();
        await FaultScenarios.All.Single(scenario => scenario.Name == "refused").ArrangeAsync(stage);
        var run = await stage.DoctorAsync("--json", "ex.com/mod@v1.0.0");
        var text = Regex.Replace(stage.General(run.Output), "\"(freeBytes|freeFiles|limit)\": \\d+", "\"$1\": 0");
        Goldens.Check("refused.json", Regex.Replace(text, ",\n\t*\"freeFiles\": 0", ""));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Has_only_documented_steps_and_fields(string name)
    {
        var scenario = FaultScenarios.All.Single(one => one.Name == name);
        await using var stage = await FaultStage.OpenAsync();
        await scenario.ArrangeAsync(stage);
        var run = await stage.DoctorAsync("--json", scenario.Module);
        Assert.Equal((1, ""), (run.ExitCode, run.Error));
        using var report = JsonDocument.Parse(run.Output);
        Assert.Equal(scenario.Class, Enum.GetValues<Go.Doctor.FaultClass>().Single(one => Go.Doctor.FaultClasses.Name(one) == report.RootElement.GetProperty("diagnosis").GetProperty("class").GetString()));
        Assert.All(report.RootElement.EnumerateObject(), field => Assert.Contains($"| `{field.Name}", Page, StringComparison.Ordinal));
        foreach (var step in report.RootElement.GetProperty("steps").EnumerateArray())
        {
            Assert.All(step.EnumerateObject(), field => Assert.Contains($"| `steps[].{field.Name}` |", Page, StringComparison.Ordinal));
            var row = Regex.Match(Page, $@"(?m)^\| `{step.GetProperty("id").GetString()}` \|.*$");
            Assert.True(row.Success, $"no row for step {step.GetProperty("id")}");
            if (step.TryGetProperty("detail", out var detail) && step.GetProperty("id").GetString() is not ("settings" or "environment"))
            {
                Assert.All(detail.EnumerateObject(), field => Assert.Contains($"`{field.Name}`", row.Value, StringComparison.Ordinal));
            }
        }
    }
}
