// Objects of GLib's kind, given back when they go.
#pragma once

#include <glib-object.h>

namespace duesday::document {

/// A reference to an object of GLib's kind.
template <class T>
class Held {
public:
    explicit Held(T* object) : object_{object} {}
    ~Held()
    {
        if (object_ != nullptr)
            g_object_unref(object_);
    }
    Held(Held&& other) noexcept : object_{other.object_} { other.object_ = nullptr; }
    Held& operator=(Held&&) = delete;
    T* get() const { return object_; }

private:
    T* object_;
};

} // namespace duesday::document
