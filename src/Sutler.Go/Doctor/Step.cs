namespace Sutler.Go.Doctor;

/// <summary>How a step ended.</summary>
public enum StepStatus
{
    /// <summary>As it should be.</summary>
    Ok,

    /// <summary>Odd, but no reason for a download to fail.</summary>
    Warn,

    /// <summary>Trouble.</summary>
    Fail,

    /// <summary>Not done, because nothing hangs on it.</summary>
    Skip,
}

/// <summary>One thing that was looked at.</summary>
/// <param name="Id">What it was, such as <c>certificate</c>; of a fixed set, for programs.</param>
/// <param name="Status">How it ended.</param>
/// <param name="Summary">What was found, in a line.</param>
public sealed record Step(string Id, StepStatus Status, string Summary)
{
    /// <summary>The element of GOPROXY it is about, without secrets; empty when it is about none.</summary>
    public string Source { get; init; } = "";

    /// <summary>What was found, in particular.</summary>
    public IReadOnlyList<StepDetail> Details { get; init; } = [];

    /// <summary>How long it took, where something was waited for.</summary>
    public TimeSpan? Elapsed { get; init; }

    /// <summary>What it means for the diagnosis; null for nothing.</summary>
    public Finding? Finding { get; init; }

    /// <summary>The same step with every text of it put through <paramref name="clean"/>.</summary>
    public Step Map(Func<string, string> clean) => this with
    {
        Summary = clean(Summary),
        Source = clean(Source),
        Details = [.. Details.Select(detail => detail.Map(clean))],
    };
}

/// <summary>One particular of a step: a text, a number, or lines.</summary>
/// <param name="Name">Its name, one word, the same for people and programs.</param>
/// <param name="Text">The value.</param>
public sealed record StepDetail(string Name, string Text)
{
    /// <summary>The value as a number, where it is one.</summary>
    public long? Number { get; init; }

    /// <summary>The value as lines, where it has several; null otherwise.</summary>
    public IReadOnlyList<string>? Lines { get; init; }

    /// <summary>Where the value of a setting came from; empty for other things.</summary>
    public string Origin { get; init; } = "";

    /// <summary>Whether the step's summary says the same: then it is for programs alone.</summary>
    public bool IsInSummary { get; init; }

    /// <summary>A number.</summary>
    public static StepDetail Of(string name, long number) => new(name, number.ToString(System.Globalization.CultureInfo.InvariantCulture)) { Number = number };

    /// <summary>Lines.</summary>
    public static StepDetail Of(string name, IReadOnlyList<string> lines) => new(name, string.Join(", ", lines)) { Lines = lines };

    /// <summary>The same with its texts put through <paramref name="clean"/>.</summary>
    public StepDetail Map(Func<string, string> clean) => this with
    {
        Text = clean(Text),
        Lines = Lines is null ? null : [.. Lines.Select(clean)],
        Origin = clean(Origin),
    };
}
