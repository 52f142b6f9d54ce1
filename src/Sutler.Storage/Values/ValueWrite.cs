using Sutler.Storage.Index;
using Sutler.Storage.Leases;

namespace Sutler.Storage.Values;

/// <summary>A value to be written.</summary>
public sealed record ValueWrite
{
    /// <summary>Its name.</summary>
    public required IndexKey Key { get; init; }

    /// <summary>What it says.</summary>
    public required ValueContent Content { get; init; }

    /// <summary>When the source said so.</summary>
    public required DateTimeOffset FetchedAt { get; init; }

    /// <summary>From when on the source should be asked again; null when never.</summary>
    public required DateTimeOffset? FreshUntil { get; init; }

    /// <summary>What to ask the source with next time.</summary>
    public string? Validator { get; init; }

    /// <summary>Who said so.</summary>
    public string Source { get; init; } = "";

    /// <summary>What must be there for the write to happen.</summary>
    public ValueExpectation Expected { get; init; } = new ValueExpectation.Anything();

    /// <summary>The lease under which it is written; the write is refused once that is no longer held.</summary>
    public LeaseFence? Fence { get; init; }

    /// <summary>Throws <see cref="ArgumentException"/> when something is too long; for adapters.</summary>
    public void Validate()
    {
        if (Content is ValueContent.Present { Bytes.Length: > ValueContent.MaxLength })
        {
            throw new ArgumentException($"the value of {Key} has more than {ValueContent.MaxLength} bytes");
        }
        if (((string?[])[Validator, Source, (Content as ValueContent.Absent)?.Reason, (Content as ValueContent.Present)?.MediaType]).Any(text => text?.Length > EntryFacts.MaxLength))
        {
            throw new ArgumentException($"a text about {Key} has more than {EntryFacts.MaxLength} characters");
        }
    }
}
