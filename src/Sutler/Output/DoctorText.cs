using System.Globalization;
using Sutler.Go.Doctor;
using Sutler.GoModules.Modules;

namespace Sutler.Output;

/// <summary>What <c>doctor</c> finds, for people: a line for each step as it is done, its particulars below, the diagnosis at the end.</summary>
internal sealed class DoctorText
{
    private const string Indent = "                      ";

    private readonly TextWriter _output;
    private string _source = "";

    /// <summary>Begins the report.</summary>
    public DoctorText(TextWriter output, ModuleId? module)
    {
        _output = output;
        Line($"sutler doctor{(module is { } named ? " " + named : "")}\n");
    }

    /// <summary>Writes a step.</summary>
    public void Write(Step step)
    {
        if (step.Source.Length > 0 && step.Source != _source)
        {
            Line($"\n      {step.Source}");
        }

        _source = step.Source;
        Line($"{Mark(step.Status),-5} {step.Id,-15} {step.Summary}{Time(step.Elapsed)}");
        foreach (var detail in step.Details.Where(detail => !detail.IsInSummary))
        {
            Write(detail);
        }

        _output.Flush();
    }

    /// <summary>Ends the report.</summary>
    public void Write(Verdict diagnosis)
    {
        Line($"\ndiagnosis: {diagnosis.Class.Name()}: {diagnosis.Summary}");
        Line($"next: {diagnosis.Next}");
    }

    private void Write(StepDetail detail)
    {
        if (detail.Lines is { Count: > 1 } lines)
        {
            Line($"{Indent}{detail.Name}:");
            foreach (var line in lines)
            {
                Line($"{Indent}  {line}");
            }

            return;
        }

        Line($"{Indent}{detail.Name}: {detail.Text}{(detail.Origin.Length > 0 ? $" ({detail.Origin})" : "")}");
    }

    private void Line(string text) => _output.WriteLine(TerminalText.Clean(text));

    private static string Mark(StepStatus status) => status switch
    {
        StepStatus.Ok => "ok",
        StepStatus.Warn => "warn",
        StepStatus.Fail => "fail",
        _ => "-",
    };

    private static string Time(TimeSpan? elapsed) => elapsed is { } time ? string.Create(CultureInfo.InvariantCulture, $" ({time.TotalMilliseconds:0} ms)") : "";
}
