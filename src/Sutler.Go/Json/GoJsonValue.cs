namespace Sutler.Go.Json;

/// <summary>A JSON value as <see cref="GoJson"/> read it.</summary>
public abstract record GoJsonValue
{
    private GoJsonValue()
    {
    }

    /// <summary>The word Go's errors use for this kind of value: <c>object</c>, <c>array</c>, <c>string</c>, <c>number</c>, <c>bool</c>.</summary>
    public abstract string Kind { get; }

    /// <summary><c>null</c>, which Go's decoder passes over.</summary>
    public sealed record Null : GoJsonValue
    {
        /// <inheritdoc/>
        public override string Kind => "null";
    }

    /// <summary><c>true</c> or <c>false</c>.</summary>
    /// <param name="Value">Which.</param>
    public sealed record Bool(bool Value) : GoJsonValue
    {
        /// <inheritdoc/>
        public override string Kind => "bool";
    }

    /// <summary>A number.</summary>
    /// <param name="Literal">As written.</param>
    public sealed record Number(string Literal) : GoJsonValue
    {
        /// <inheritdoc/>
        public override string Kind => "number";
    }

    /// <summary>A string.</summary>
    /// <param name="Value">Decoded; what is not UTF-8, or half a surrogate pair, is U+FFFD.</param>
    /// <param name="Raw">As written between the quotes; Go's times are read from that.</param>
    public sealed record Text(string Value, string Raw) : GoJsonValue
    {
        /// <inheritdoc/>
        public override string Kind => "string";
    }

    /// <summary>An array.</summary>
    /// <param name="Items">Its elements.</param>
    public sealed record Array(IReadOnlyList<GoJsonValue> Items) : GoJsonValue
    {
        /// <inheritdoc/>
        public override string Kind => "array";
    }

    /// <summary>An object.</summary>
    /// <param name="Members">Its members in the order written, repeated keys kept: for Go the last one counts.</param>
    public sealed record Object(IReadOnlyList<KeyValuePair<string, GoJsonValue>> Members) : GoJsonValue
    {
        /// <inheritdoc/>
        public override string Kind => "object";
    }
}
