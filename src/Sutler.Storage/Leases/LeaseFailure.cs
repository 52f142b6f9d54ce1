namespace Sutler.Storage.Leases;

/// <summary>Why a leader failed, for those who waited for it: as it is, so that they answer as it does.</summary>
/// <param name="Code">The kind of failure, in the caller's words; at most 100 characters.</param>
/// <param name="Text">The failure, in the caller's form; at most <see cref="MaxText"/> characters, which the caller sees to.</param>
public sealed record LeaseFailure(string Code, string Text)
{
    /// <summary>The most characters of text.</summary>
    public const int MaxText = 8 << 10;

    /// <summary>Throws <see cref="ArgumentException"/> when it is too long; for adapters.</summary>
    public void Validate()
    {
        if (Code.Length > 100 || Text.Length > MaxText)
        {
            throw new ArgumentException($"a failure has a code of at most 100 and a text of at most {MaxText} characters");
        }
    }
}
